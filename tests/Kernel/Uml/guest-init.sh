#!/bin/sh
# The guest's first process. The kernel gives it SCRATCH (a folder shared with the host, read and write), MODULES (the kernel's modules on the host)
# and DOTNET (the host's dotnet folder) as environment. The host's file system is mounted read-only below an overlay, so the guest may write anywhere
# and nothing on the host changes.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:"$DOTNET"

if [ "$1" != in-overlay ]; then
    mount -t proc proc /proc
    mount -t tmpfs tmpfs /run
    insmod "$MODULES/kernel/fs/overlayfs/overlay.ko"
    mkdir -p /run/upper /run/work /run/root
    mount -t overlay overlay -o lowerdir=/,upperdir=/run/upper,workdir=/run/work /run/root || echo "guest-init: no overlay"
    mkdir -p "/run/root$SCRATCH" /run/root/.host
    mount -t hostfs none -o "$SCRATCH" "/run/root$SCRATCH" || echo "guest-init: no scratch folder"
    cd /run/root && pivot_root . .host
    exec chroot . /bin/sh "$SCRATCH/guest-init.sh" in-overlay
fi

# A signal costs a process here the registers that only AVX-512 has (zmm16 to zmm31, k0 to k7: this kernel's signal frame holds struct _xstate), and whoever was
# copying memory, or was compiled just then, goes astray: nobody is to use them. systemd gives its services an environment of its own.
export GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX512F,-AVX512VL DOTNET_EnableAVX512=0
mkdir -p /etc/systemd/system.conf.d
echo "[Manager]
DefaultEnvironment=GLIBC_TUNABLES=$GLIBC_TUNABLES DOTNET_EnableAVX512=$DOTNET_EnableAVX512" >/etc/systemd/system.conf.d/no-avx512.conf

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
umount -l /.host
ln -sfn /proc/self/fd /dev/fd
ln -sfn /run /var/run
# Where the kernel itself and every tool look for modules.
mkdir -p /lib/modules /etc/ha.d /run/lock
ln -sfn "$MODULES" "/lib/modules/$(uname -r)"
hostname director
ip link set lo up
modprobe ip_vs

exec </dev/console >/dev/console 2>&1
dmesg -n 1
stty raw -echo
export HOME=/root DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
cd /
mkdir -p /run/commands

power_off() {
    echo o >/proc/sysrq-trigger
    sleep 60
}

. "$SCRATCH/guest-serve.sh"
(sleep 1800; power_off) &
echo @ready
(
    serve </dev/console
    # The host has closed its end, or died.
    power_off
) &
# Waiting is what a first process is for: whatever loses its parent is its child.
wait
