#!/usr/bin/env bash
# Install what build.sh made under Wine and use it: one line for each step, "ok" or what differed.
#
#   installer/windows/try.sh [--dist FOLDER] [--to FOLDER] [--setup OLDER]
#
#   --dist FOLDER   where build.sh put its work (dist/)
#   --to FOLDER     where pictures and the Wine prefix go (dist/try); it is made anew
#   --setup OLDER   an installer of an earlier build: it is installed first, so that ours has to upgrade it
#
# Wine 8 lacks four DLLs that Windows 10 has. Small stand-ins from wine/ go into the prefix of this run, never into the
# product. What they replace (ICU converters, colour profiles, accent colours) is therefore not tried here.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
dist=$root/dist to= older=
while [ $# -gt 0 ]; do
  case $1 in
    --dist) dist=$(realpath "$2"); shift 2 ;;
    --to) to=$(realpath -m "$2"); shift 2 ;;
    --setup) older=$(realpath "$2"); shift 2 ;;
    *) sed -n '2,11s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
to=${to:-$dist/try}
setup=$dist/zhuxue-setup-x64.exe
place='C:\校务 软件\助学 台账'
wine=/usr/lib/wine/wine64
failed=0

need_tools() {
  local missing=()
  [ -x $wine ] || missing+=(wine wine64)
  command -v Xvfb >/dev/null || missing+=(xvfb)
  command -v xdotool >/dev/null || missing+=(xdotool)
  command -v import >/dev/null || missing+=(imagemagick)
  command -v localedef >/dev/null && [ -e /usr/share/i18n/locales/zh_CN ] || missing+=(locales)
  [ -e /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc ] || missing+=(fonts-wqy-zenhei)
  if [ ${#missing[@]} -gt 0 ]; then
    echo "from Debian: ${missing[*]}"
    if [ "$(id -u)" != 0 ]; then
      echo "please run: sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
      exit 2
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  fi
  if ! locale -a | grep -qix 'zh_CN.utf-\?8'; then
    localedef -i zh_CN -f UTF-8 zh_CN.UTF-8
  fi
}

# Windows programs want a pipe on both ends; a plain file as stdout ends Python at its start.
windows() { timeout "${LIMIT:-180}" $wine "$@" </dev/null 2>&1 | cat; return "${PIPESTATUS[0]}"; }

# setup_into PROGRAM: the folder comes last and unquoted, so cmd has to pass it on
setup_into() { windows cmd /c "Z:${1//\//\\} /S /D=$place"; }

say() { # say WHAT WANTED GOT
  if [ "$2" = "$3" ]; then
    printf 'ok      %s\n' "$1"
  else
    printf 'DIFFERS %s\n        wanted: %s\n        got:    %s\n' "$1" "$2" "$3"
    failed=1
  fi
}

status_of() { local status=0; "$@" >>"$to/log.txt" 2>&1 || status=$?; echo $status; }

picture() { import -window root "$to/pictures/$1.png"; }

left_over() { # what is under the user's folder and the place of the program, without the program's own preferences
  local drive=$WINEPREFIX/drive_c
  find "$drive/users" "$drive/校务 软件" \( -type f -o -type l \) 2>/dev/null |
    grep -v -e '/AppData/Roaming/zhuxue/' -e '/Temp/' | sort || true # one of the two may not be there
}

registry() { windows reg query 'HKCU\Software\zhuxue' >/dev/null 2>&1 && echo there || echo gone; }

prepare() {
  rm -rf "$to"
  mkdir -p "$to/pictures"
  export WINEPREFIX=$to/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree=;mshtml=;mscms=n'
  export LC_ALL=zh_CN.UTF-8
  local number=90
  while [ -e /tmp/.X$number-lock ]; do number=$((number + 1)); done
  export DISPLAY=:$number
  Xvfb $DISPLAY -screen 0 1366x768x24 >/dev/null 2>&1 &
  screen=$!
  trap 'wineserver64 -k 2>/dev/null || /usr/lib/wine/wineserver64 -k || true; kill $screen 2>/dev/null || true' EXIT
  windows wineboot -i >>"$to/log.txt" 2>&1
  windows winecfg /v win10 >>"$to/log.txt" 2>&1
  local name
  for name in icuuc mscms uisettings bcryptprimitives; do
    x86_64-w64-mingw32-gcc -O2 -shared -s -o "$WINEPREFIX/drive_c/windows/system32/$name.dll" "$here/wine/$name.c" -ladvapi32
  done
  (cd "$here/wine" && windows regedit /S fonts.reg)
}

need_tools
[ -f "$setup" ] || { echo "no $setup: run build.sh first" >&2; exit 2; }
prepare
left_over >"$to/before.txt"

[ -z "$older" ] || say "an earlier build is installed" 0 "$(status_of setup_into "$older")"
say "silent setup into a folder with 汉字 and blanks" 0 "$(status_of setup_into "$setup")"
say "every DLL in its place: the self-test passes" 0 "$(status_of windows "$place\\zhuxue.exe" selftest 'C:\自检 处')"
say "the main job: import, list, letters, hand-over" 0 "$(LIMIT=600 status_of windows "$place\\zhuxue.exe" demo --to 'C:\演示 台账')"
papers=$(find "$WINEPREFIX/drive_c/演示 台账" -name '*.pdf' | wc -l)
say "it made papers" yes "$([ "$papers" -gt 0 ] && echo yes || echo no)"

windows "$place\\助学台账.exe" >>"$to/log.txt" 2>&1 &
sleep 20
say "the window is open" yes "$(xdotool search --name 助学台账 >/dev/null 2>&1 && echo yes || echo no)"
picture window
say "setup refuses to run over a running program" 4 "$(status_of setup_into "$setup")"
windows taskkill /F /IM 助学台账.exe >>"$to/log.txt" 2>&1 || true
sleep 3
find "$WINEPREFIX/drive_c/演示 台账" -type f -exec sha256sum {} + | sort >"$to/data-before.txt"
say "upgrade in place" 0 "$(status_of setup_into "$setup")"
say "the self-test passes after it" 0 "$(status_of windows "$place\\zhuxue.exe" selftest 'C:\自检 处')"

say "silent uninstall" 0 "$(status_of windows "$place\\uninstall.exe" /S)"
for _ in $(seq 30); do [ -e "$WINEPREFIX/drive_c/校务 软件/助学 台账" ] || break; sleep 1; done
left_over >"$to/after.txt"
say "no file and no shortcut is left" "" "$(comm -13 "$to/before.txt" "$to/after.txt" | head -5)"
say "nothing is left in the registry" gone "$(registry)"
find "$WINEPREFIX/drive_c/演示 台账" -type f -exec sha256sum {} + | sort >"$to/data-after.txt"
say "the school's data are untouched" "" "$(diff "$to/data-before.txt" "$to/data-after.txt" | head -5)"
echo "pictures: $to/pictures   log: $to/log.txt"
exit $failed
