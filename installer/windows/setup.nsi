; The installer of 助学台账. build.sh calls it:
;   makensis -INPUTCHARSET UTF8 -DVERSION=0.1.0 -DSTAGE=… -DLISTED_IN=… -DOUT=… [-DQUICK] setup.nsi
; Per user, without administrator. zhuxue-files.txt names what it wrote; an upgrade and an uninstall take away exactly that.
; It goes into an empty folder or into one that bears this list, so nothing of anybody else is ever in its way.
; Status of a silent run: 0 done, 3 old system, 4 the program runs, 5 the folder holds other things, 6 not enough room, 7 a file is held.

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
!define LIST "zhuxue-files.txt"
!define MARK "助学台账 zhuxue" ; the first line of the list
!define FRESH "~zhuxue-new" ; the new program lies here until all of it is unpacked
!define TOO_OLD "助学台账需要 64 位的 Windows 10（1809）或更高版本，这台电脑的系统不合适，没有安装。"
!define RUNNING "助学台账正在运行。请先关闭它的窗口，再继续。"
!define OCCUPIED "这个文件夹里已经有别的东西，程序不装在里面，免得混在一起：$\r$\n$INSTDIR$\r$\n$\r$\n请选一个空的文件夹。"
!define MOVED "选的文件夹里已经有别的东西，改装在它里面新建的文件夹：$\r$\n$INSTDIR$\r$\n$\r$\n可以就用这个，也可以另选。"
!define NO_ROOM "没有装成：文件没有写全，请看看磁盘满了没有。原来装的程序没有动。"
!define HELD "没有装完：有的文件被别的程序占着，换不上。请重新启动电脑，再装一次。台账数据没有动。"
!define DATA_STAY "学校的台账数据没有动，还在原来的文件夹里（文件夹里有“台账.zxdb”）。$\r$\n上次用的是哪个文件夹，写在：$APPDATA\zhuxue\settings.json"

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
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LookAtFolder
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
  RMDir /r "$INSTDIR\${FRESH}"
  SetErrorLevel 4
  Quit
  closed:
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

; Delete what the list in $INSTDIR names and nothing else. Folders are named too: one that holds other things stays.
!macro TakeAway UN
Function ${UN}TakeAway
  ClearErrors
  FileOpen $R0 "$INSTDIR\${LIST}" r
  IfErrors done
  FileReadUTF16LE $R0 $R1 ; the mark
  next:
  ClearErrors
  FileReadUTF16LE $R0 $R1
  IfErrors all
  StrCpy $R1 $R1 -2 ; without the end of the line
  StrCpy $R2 $R1 "" -1
  ${If} $R2 == "\"
    StrCpy $R1 $R1 -1
    RMDir "$INSTDIR\$R1"
  ${Else}
    Delete "$INSTDIR\$R1"
  ${EndIf}
  Goto next
  all:
  FileClose $R0
  done:
FunctionEnd
!macroend
!insertmacro TakeAway ""
!insertmacro TakeAway "un."

; What the list names comes from ${FRESH} to its place. A virus scanner may hold a new file for a moment. $R4 counts what
; could not be put there.
Function PutInPlace
  StrCpy $R4 0
  FileOpen $R0 "$INSTDIR\${LIST}" r
  FileReadUTF16LE $R0 $R1 ; the mark
  next:
  ClearErrors
  FileReadUTF16LE $R0 $R1
  IfErrors all
  StrCpy $R1 $R1 -2
  StrCpy $R2 $R1 "" -1
  ${If} $R2 == "\"
    CreateDirectory "$INSTDIR\$R1"
    Goto next
  ${EndIf}
  StrCpy $R3 0
  again:
  ClearErrors
  Delete "$INSTDIR\$R1"
  Rename "$INSTDIR\${FRESH}\$R1" "$INSTDIR\$R1"
  IfErrors 0 next
  IntOp $R3 $R3 + 1
  Sleep 250
  IntCmp $R3 40 0 again
  IntOp $R4 $R4 + 1
  Goto next
  all:
  FileClose $R0
FunctionEnd

; Leaves "free", "ours" or "other" in $R9: whether $INSTDIR holds nothing, this program, or something else.
Function LookWhose
  StrCpy $R9 "free"
  ${DirState} "$INSTDIR" $R0
  ${If} $R0 < 1
    Return
  ${EndIf}
  StrCpy $R9 "other"
  ClearErrors
  FileOpen $R0 "$INSTDIR\${LIST}" r
  ${IfNot} ${Errors}
    FileReadUTF16LE $R0 $R1
    FileClose $R0
    StrLen $R2 "${MARK}"
    StrCpy $R1 $R1 $R2
    ${If} $R1 == "${MARK}"
      StrCpy $R9 "ours"
    ${EndIf}
    Return
  ${EndIf}
  ReadRegStr $R1 HKCU "${OURS}" "InstallDir" ; a build that wrote no list yet
  ${If} $R1 == $INSTDIR
  ${AndIf} ${FileExists} "$INSTDIR\uninstall.exe"
  ${AndIf} ${FileExists} "$INSTDIR\${CONSOLE_EXE}"
    StrCpy $R9 "ours"
  ${EndIf}
FunctionEnd

; The page of the folder is left: in a folder that holds other things one of our own is proposed, and shown.
Function LookAtFolder
  Call LookWhose
  ${If} $R9 != "other"
    Return
  ${EndIf}
  StrCpy $R8 $INSTDIR
  StrCpy $INSTDIR "$INSTDIR\zhuxue"
  Call LookWhose
  ${If} $R9 == "other"
    StrCpy $INSTDIR $R8
    MessageBox MB_ICONEXCLAMATION "${OCCUPIED}" /SD IDOK
    Abort
  ${EndIf}
  FindWindow $R0 "#32770" "" $HWNDPARENT
  GetDlgItem $R0 $R0 1019
  SendMessage $R0 ${WM_SETTEXT} 0 "STR:$INSTDIR"
  MessageBox MB_ICONINFORMATION "${MOVED}" /SD IDOK
  Abort
FunctionEnd

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
  Call LookWhose
  ${If} $R9 == "other"
    MessageBox MB_ICONSTOP "${OCCUPIED}" /SD IDOK
    SetErrorLevel 5
    Quit
  ${EndIf}
  Call WaitUntilClosed
  SetOverwrite on
  SetOutPath "$INSTDIR"
  ${IfNot} ${FileExists} "$INSTDIR\${LIST}" ; first of all, so that a setup that is broken off knows the folder again
    File "/oname=${LIST}" "${LISTED_IN}"
  ${EndIf}
  RMDir /r "$INSTDIR\${FRESH}" ; of a setup that was broken off
  SetOutPath "$INSTDIR\${FRESH}"
  ClearErrors
  File /r "${STAGE}/*.*"
  ${If} ${Errors}
    SetOutPath "$INSTDIR"
    RMDir /r "$INSTDIR\${FRESH}"
    MessageBox MB_ICONSTOP "${NO_ROOM}" /SD IDOK
    SetErrorLevel 6
    Quit
  ${EndIf}
  SetOutPath "$INSTDIR"
  Call WaitUntilClosed ; unpacking takes long enough to open the old program again
  Call TakeAway
  File "/oname=${LIST}" "${LISTED_IN}"
  Call PutInPlace
  ${If} $R4 > 0
    MessageBox MB_ICONSTOP "${HELD}" /SD IDOK
    SetErrorLevel 7
    Quit
  ${EndIf}
  RMDir /r "$INSTDIR\${FRESH}"
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
  Call un.TakeAway
  RMDir /r "$INSTDIR\${FRESH}"
  Delete "$INSTDIR\${LIST}"
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
  ${Else} ; nothing was opened yet, or the program is not whole enough to be asked
    ${If} ${FileExists} "$APPDATA\zhuxue\settings.json"
      MessageBox MB_ICONINFORMATION "程序已经移除。${DATA_STAY}" /SD IDOK
    ${Else}
      DetailPrint "学校的台账数据没有动。"
    ${EndIf}
  ${EndIf}
SectionEnd
