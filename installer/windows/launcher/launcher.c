/* Starts the program inside this process: loads runtime\python311.dll and hands it app\boot.pyc.
   Compiled twice: 助学台账.exe (WINDOWED, for the icon) and zhuxue.exe (for the command-line words). */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define ROOM 32768 /* the longest path Windows knows */

#ifdef WINDOWED
#define HOW L"--window"
#else
#define HOW L"--console"
#endif

typedef int(__cdecl *PyMain)(int, wchar_t **);

static wchar_t folder[ROOM], library[ROOM], boot[ROOM];

static int refuse(const wchar_t *sentence)
{
#ifdef WINDOWED
    MessageBoxW(NULL, sentence, L"助学台账", MB_ICONERROR | MB_OK);
#else
    DWORD done;
    if (!WriteConsoleW(GetStdHandle(STD_ERROR_HANDLE), sentence, (DWORD)wcslen(sentence), &done, NULL))
        fprintf(stderr, "%ls\n", sentence);
#endif
    return 2;
}

static int start(int count, wchar_t **words)
{
    DWORD length = GetModuleFileNameW(NULL, folder, ROOM);
    if (length == 0 || length >= ROOM - 64)
        return refuse(L"找不到程序自己的位置。请把程序放到路径短一些的文件夹里。");
    *wcsrchr(folder, L'\\') = 0;
    wcscat(wcscpy(library, folder), L"\\runtime\\python311.dll");
    wcscat(wcscpy(boot, folder), L"\\app\\boot.pyc");
    if (GetFileAttributesW(library) == INVALID_FILE_ATTRIBUTES || GetFileAttributesW(boot) == INVALID_FILE_ATTRIBUTES)
        return refuse(L"程序文件不完整，可能被杀毒软件移走了，或者压缩包没有整个解开。请重新安装；台账数据不受影响。");
    HMODULE python = LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (python == NULL)
        return refuse(L"程序打不开：runtime\\python311.dll 不能载入。需要 64 位 Windows 10（1809）或更高版本；系统合适的话，请重新安装。");
    PyMain run = (PyMain)(void *)GetProcAddress(python, "Py_Main");
    wchar_t **given = calloc((size_t)count + 6, sizeof *given);
    if (run == NULL || given == NULL)
        return refuse(L"程序文件不配套。请重新安装；台账数据不受影响。");
    int used = 0;
    given[used++] = words[0];
    given[used++] = L"-I";
    given[used++] = L"-X";
    given[used++] = L"utf8";
    given[used++] = boot;
    given[used++] = HOW;
    for (int one = 1; one < count; one++)
        given[used++] = words[one];
    return run(used, given);
}

#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, PWSTR line, int show)
{
    (void)self, (void)before, (void)line, (void)show;
    return start(__argc, __wargv);
}
#else
int wmain(int count, wchar_t **words)
{
    return start(count, words);
}
#endif
