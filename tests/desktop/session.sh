#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Run one command inside a throw-away desktop session: Xvfb, window manager,
# private D-Bus (only accessibility and secrets can start on it), unlocked
# keyring, private HOME.  Nothing of the caller's session is seen or changed.
#
#   session.sh [--size 1280x900] [--wm metacity|xfwm4|openbox|none] [--no-keyring]
#              [--no-a11y] [--lang zh_CN.UTF-8] [--keep] -- command args...
#
# Exit status: the command's own.  --keep leaves the session folder for a look.
set -u
size=1280x900 wm=metacity keyring=1 a11y=1 lang=zh_CN.UTF-8 keep=0
while [ $# -gt 0 ]; do
  case $1 in
    --size) size=$2; shift 2 ;;
    --wm) wm=$2; shift 2 ;;
    --lang) lang=$2; shift 2 ;;
    --no-keyring) keyring=0; shift ;;
    --no-a11y) a11y=0; shift ;;
    --keep) keep=1; shift ;;
    --) shift; break ;;
    *) echo "session.sh: unknown option $1" >&2; exit 64 ;;
  esac
done
[ $# -gt 0 ] || { echo "session.sh: no command" >&2; exit 64; }

top=$(mktemp -d "${TMPDIR:-/tmp}/uitest.XXXXXX") || exit 70
pids=()
# Whatever was started is asked to end and waited for, five seconds at most: one that
# misses the signal is killed, so that a test that is over is not held up by it.
# shellcheck disable=SC2317 # called by the trap
cleanup() {
  local i left
  for (( i = ${#pids[@]} - 1; i >= 0; i-- )); do kill "${pids[i]}" 2>/dev/null; done
  for _ in $(seq 100); do
    left=()
    for i in "${pids[@]}"; do kill -0 "$i" 2>/dev/null && left+=("$i"); done
    [ ${#left[@]} -gt 0 ] || break
    sleep 0.05
  done
  for i in "${left[@]}"; do
    echo "session.sh: $(cat "/proc/$i/comm") did not end and was killed" >&2
    kill -KILL "$i" 2>/dev/null
  done
  wait "${pids[@]}" 2>/dev/null
  if [ "$keep" = 1 ]; then echo "session.sh: kept $top" >&2; else rm -rf "$top"; fi
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -m 700 "$top/run" "$top/home" "$top/services" "$top/locale"
log=$top/log; : > "$log"

# --- what a test asks of its own program is not asked of the services around it
debug=${G_DEBUG:-}
unset G_DEBUG

# --- everything personal points into the folder
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XAUTHORITY SESSION_MANAGER
unset GTK_THEME GTK_MODULES GTK_PATH AT_SPI_BUS_ADDRESS GNOME_KEYRING_CONTROL
export XDG_RUNTIME_DIR=$top/run HOME=$top/home
export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share
export XDG_CACHE_HOME=$HOME/.cache XDG_STATE_HOME=$HOME/.local/state
mkdir -p "$XDG_CONFIG_HOME/gtk-4.0" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_STATE_HOME"
export XDG_SESSION_TYPE=x11 XDG_CURRENT_DESKTOP=uitest NO_AT_BRIDGE=0

# --- locale: compiled once into a cache (3 s), so the machine needs no zh_CN installed
if [ "$lang" != C.UTF-8 ] && ! locale -a 2>/dev/null | grep -qix "${lang%%.*}.utf-\?8"; then
  cache=${UITEST_CACHE:-${TMPDIR:-/tmp}/uitest-cache-$UID}/locale
  if [ ! -e "$cache/$lang/LC_CTYPE" ]; then
    mkdir -p "$cache"
    localedef --no-archive -i "${lang%%.*}" -f UTF-8 "$top/locale/$lang" >/dev/null 2>&1 \
      && mv -T "$top/locale/$lang" "$cache/$lang" 2>/dev/null
  fi
  [ -e "$cache/$lang/LC_CTYPE" ] || echo "session.sh: no $lang (apt-get install locales)" >&2
  export LOCPATH=$cache
fi
{ export LC_ALL=$lang LANGUAGE=${lang%%.*} TZ=${TZ:-Asia/Shanghai}; } 2>/dev/null

# --- toolkit: software drawing, no portals, settings in a file, no input method
export GDK_BACKEND=x11 GSK_RENDERER=${GSK_RENDERER:-cairo} LIBGL_ALWAYS_SOFTWARE=1
export ADW_DISABLE_PORTAL=1 GTK_USE_PORTAL=0 GIO_USE_VFS=local GIO_USE_PROXY_RESOLVER=dummy
export GSETTINGS_BACKEND=${GSETTINGS_BACKEND:-keyfile} GTK_IM_MODULE=gtk-im-context-simple
if [ "$a11y" = 1 ]; then unset GTK_A11Y; else export GTK_A11Y=none; fi
cat > "$XDG_CONFIG_HOME/gtk-4.0/settings.ini" <<INI
[Settings]
gtk-enable-animations=false
gtk-cursor-blink=false
gtk-font-name=${UITEST_FONT:-Noto Sans CJK SC 11}
gtk-xft-antialias=1
gtk-xft-hinting=1
gtk-xft-hintstyle=hintslight
gtk-xft-rgba=none
gtk-decoration-layout=menu:minimize,maximize,close
gtk-dialogs-use-header=1
INI

# --- X server
exec 7>"$top/display"
Xvfb -displayfd 7 -screen 0 "${size}x24" -nolisten tcp -noreset -dpi 96 >>"$log" 2>&1 7>&7 &
pids+=($!)
exec 7>&-
for _ in $(seq 200); do [ -s "$top/display" ] && break; sleep 0.05; done
[ -s "$top/display" ] || { echo "session.sh: Xvfb did not start" >&2; cat "$log" >&2; exit 70; }
DISPLAY=:$(cat "$top/display"); export DISPLAY

# --- session bus that can start two services only
[ "$a11y" = 1 ] && ln -s /usr/share/dbus-1/services/org.a11y.Bus.service "$top/services/"
cat > "$top/bus.conf" <<XML
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path=$top/run/bus</listen>
  <servicedir>$top/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
XML
dbus-daemon --nofork --nopidfile --config-file="$top/bus.conf" >>"$log" 2>&1 &
pids+=($!)
for _ in $(seq 200); do [ -S "$top/run/bus" ] && break; sleep 0.05; done
export DBUS_SESSION_BUS_ADDRESS=unix:path=$top/run/bus

# --- Secret Service with an unlocked, empty "login" collection
if [ "$keyring" = 1 ]; then
  printf 'uitest' | gnome-keyring-daemon --foreground --unlock --components=secrets \
    --control-directory="$top/run/keyring" >>"$log" 2>&1 &
  pids+=($!)
  for _ in $(seq 200); do
    gdbus call --session -d org.freedesktop.DBus -o /org/freedesktop/DBus \
      -m org.freedesktop.DBus.NameHasOwner org.freedesktop.secrets 2>/dev/null | grep -q true && break
    sleep 0.05
  done
fi

# --- accessibility bus
if [ "$a11y" = 1 ]; then
  for _ in $(seq 100); do
    gdbus call --session -d org.a11y.Bus -o /org/a11y/bus -m org.a11y.Bus.GetAddress >"$top/a11y" 2>>"$log" && break
    sleep 0.1
  done
fi

# --- window manager
case $wm in
  xfwm4) xfwm4 --compositor=on >>"$log" 2>&1 & pids+=($!) ;;
  openbox) openbox >>"$log" 2>&1 & pids+=($!) ;;
  none) ;;
  *) "$wm" >>"$log" 2>&1 & pids+=($!) ;;
esac
if [ "$wm" != none ]; then
  for _ in $(seq 100); do xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q "window id" && break; sleep 0.05; done
fi
xsetroot -solid '#4a6a8a' 2>/dev/null

export UITEST_TOP=$top UITEST_LOG=$log
[ -z "$debug" ] || export G_DEBUG=$debug
"$@"
exit $?
