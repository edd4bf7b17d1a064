# Read by try.sh: the tools, and a Wine prefix of its own that is near enough to Windows 10. Wants $here, $to and $wine.

need_tools() {
  local missing=()
  [ -x "$wine" ] || missing+=(wine wine64)
  command -v Xvfb >/dev/null || missing+=(xvfb)
  command -v xdotool >/dev/null || missing+=(xdotool)
  command -v import >/dev/null || missing+=(imagemagick)
  command -v localedef >/dev/null && [ -e /usr/share/i18n/locales/zh_CN ] || missing+=(locales)
  [ -e /usr/share/fonts/truetype/wqy/wqy-zenhei.ttc ] || missing+=(fonts-wqy-zenhei)
  [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || missing+=(fonts-noto-cjk)
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
windows() { timeout "${LIMIT:-180}" "$wine" "$@" </dev/null 2>&1 | cat; return "${PIPESTATUS[0]}"; }

prepare() {
  rm -rf "$to"
  mkdir -p "$to/pictures"
  export WINEPREFIX=$to/prefix WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree=;mshtml=;mscms=n'
  export LC_ALL=zh_CN.UTF-8
  local number=90 name
  while [ -e /tmp/.X$number-lock ]; do number=$((number + 1)); done
  export DISPLAY=:$number
  Xvfb $DISPLAY -screen 0 1366x768x24 >/dev/null 2>&1 &
  screen=$!
  trap '/usr/lib/wine/wineserver64 -k 2>/dev/null || true; kill $screen 2>/dev/null || true' EXIT
  windows wineboot -i >>"$to/log.txt" 2>&1
  windows winecfg /v win10 >>"$to/log.txt" 2>&1
  for name in icuuc mscms uisettings bcryptprimitives; do
    x86_64-w64-mingw32-gcc -O2 -shared -s -o "$WINEPREFIX/drive_c/windows/system32/$name.dll" "$here/wine/$name.c" -ladvapi32
  done
  (cd "$here/wine" && windows regedit /S fonts.reg)
  mkdir -p "$WINEPREFIX/drive_d" # a second disk, as schools have one
  ln -s ../drive_d "$WINEPREFIX/dosdevices/d:"
}
