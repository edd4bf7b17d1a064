; The installer of 助学台账. build.sh calls it:
;   makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 -DSTAGE=… -DOUT=… [-DQUICK] setup.nsi
; Per user, without administrator. Everything it writes lies in runtime\, lib\, app\ and the named files, so an upgrade
; replaces exactly these and an uninstall takes away exactly these.

Unicode true
Target amd64-unicode
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
ManifestDPIAware true
ManifestSupportedOS Win10

!include MUI2.nsh
!include x64.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define APP "助学台账"
!define WINDOW_EXE "助学台账.exe"
!define CONSOLE_EXE "zhuxue.exe"
!define OURS "Software\zhuxue"
!define LISTED "Software\Microsoft\Windows\CurrentVersion\Uninstall\zhuxue"
!define TOO_OLD "助学台账需要 64 位的 Windows 10（1809）或更高版本，这台电脑的系统不合适，没有安装。"
!define RUNNING "助学台账正在运行。请先关闭它的窗口，再继续。"

Name "${APP}"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\zhuxue"
InstallDirRegKey HKCU "${OURS}" "InstallDir"
BrandingText "${APP} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${APP}"
VIAddVersionKey /LANG=2052 "FileDescription" "${APP} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "Apache License 2.0"

!define MUI_ICON "../../resources/icons/app.ico"
!define MUI_UNICON "../../resources/icons/app.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "welcome.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "welcome.bmp"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TEXT "这个向导把 ${APP} ${VERSION} 装到您的用户名下，不需要管理员。$\r$\n$\r$\n以前装过的会被更新，台账数据和设置都不动。$\r$\n$\r$\n请先关闭正在运行的${APP}。"
!define MUI_DIRECTORYPAGE_TEXT_TOP "程序装在下面的文件夹里。台账数据不放在这里，第一次打开时另选地方。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW_EXE}"
!define MUI_FINISHPAGE_RUN_TEXT "现在就打开${APP}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "程序将从这台电脑上移除。学校的台账数据会留下，不会删除。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

; Ask until nothing runs from $INSTDIR, or give up with status 4. A program that runs holds its DLL open.
!macro WaitUntilClosed UN
Function ${UN}WaitUntilClosed
  again:
  IfFileExists "$INSTDIR\runtime\python311.dll" 0 closed
  ClearErrors
  FileOpen $0 "$INSTDIR\runtime\python311.dll" a
  IfErrors held
  FileClose $0
  ClearErrors
  FileOpen $0 "$INSTDIR\${WINDOW_EXE}" a
  IfErrors held
  FileClose $0
  Goto closed
  held:
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${RUNNING}" /SD IDCANCEL IDRETRY again
  SetErrorLevel 4
  Quit
  closed:
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

Function .onInit
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_ICONSTOP "${TOO_OLD}" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

Section "program"
  Call WaitUntilClosed
  SetOutPath "$INSTDIR"
  RMDir /r "$INSTDIR\runtime"
  RMDir /r "$INSTDIR\lib"
  RMDir /r "$INSTDIR\app"
  SetOverwrite on
  File /r "${STAGE}/*.*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\${APP}"
  CreateShortcut "$SMPROGRAMS\${APP}\${APP}.lnk" "$INSTDIR\${WINDOW_EXE}"
  CreateShortcut "$SMPROGRAMS\${APP}\卸载${APP}.lnk" "$INSTDIR\uninstall.exe"
  CreateShortcut "$DESKTOP\${APP}.lnk" "$INSTDIR\${WINDOW_EXE}"
  WriteRegStr HKCU "${OURS}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${LISTED}" "DisplayName" "${APP}"
  WriteRegStr HKCU "${LISTED}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${LISTED}" "Publisher" "${APP}"
  WriteRegStr HKCU "${LISTED}" "DisplayIcon" "$INSTDIR\${WINDOW_EXE}"
  WriteRegStr HKCU "${LISTED}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${LISTED}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${LISTED}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${LISTED}" "NoModify" 1
  WriteRegDWORD HKCU "${LISTED}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${LISTED}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
  Call un.WaitUntilClosed
  ; Where the books lie, asked of the program while it is still there.
  InitPluginsDir
  StrCpy $1 ""
  nsExec::Exec '"$INSTDIR\${CONSOLE_EXE}" --where "$PLUGINSDIR\where.txt"'
  Pop $0
  ${If} ${FileExists} "$PLUGINSDIR\where.txt"
    FileOpen $0 "$PLUGINSDIR\where.txt" r
    FileReadUTF16LE $0 $1
    FileClose $0
  ${EndIf}
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\runtime"
  RMDir /r "$INSTDIR\lib"
  RMDir /r "$INSTDIR\app"
  Delete "$INSTDIR\LICENSES.txt"
  Delete "$INSTDIR\${WINDOW_EXE}"
  Delete "$INSTDIR\${CONSOLE_EXE}"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$DESKTOP\${APP}.lnk"
  Delete "$SMPROGRAMS\${APP}\${APP}.lnk"
  Delete "$SMPROGRAMS\${APP}\卸载${APP}.lnk"
  RMDir "$SMPROGRAMS\${APP}"
  DeleteRegKey HKCU "${LISTED}"
  DeleteRegKey HKCU "${OURS}"
  ${If} $1 != ""
    DetailPrint "台账数据留在：$1"
    MessageBox MB_ICONINFORMATION "程序已经移除。学校的台账数据没有动，在：$\r$\n$1" /SD IDOK
  ${Else}
    DetailPrint "学校的台账数据没有动。"
  ${EndIf}
SectionEnd
