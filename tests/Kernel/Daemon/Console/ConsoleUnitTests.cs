namespace Ldirectord.Kernel.Daemon;

/// <summary>The console under a real systemd, which listens for it.</summary>
public sealed class ConsoleUnitTests(SystemdMachine systemd) : IClassFixture<SystemdMachine>
{
    [Fact]
    public async Task FirstClient_StartsTheConsole_AsAUserWithoutPower_AndAStopKeepsTheAddress()
    {
        await File.WriteAllTextAsync(
            Path.Combine(systemd.Machine.Scratch, "console-unit.cf"),
            "checkinterval=1\nstatusgroup=ldirectord\nvirtual=127.0.1.9:80\n\treal=127.0.2.1:80 masq\n\tchecktype=connect\n");
        Assert.Equal(
            """
            inactive
            200
            active
            user of its own: yes
            capabilities: 0000000000000000
            stopped: inactive
            200
            active

            """,
            await systemd.TextAsync(
                $$"""
                getent group ldirectord >/dev/null || groupadd --system ldirectord
                cp {{systemd.Machine.Scratch}}/console-unit.cf /etc/ha.d/console-unit.cf
                cp {{Executable.Root}}/systemd/ldirectord-console.socket /run/systemd/system/
                systemctl daemon-reload
                systemctl start ldirectord@console-unit ldirectord-console.socket
                state() { systemctl is-active ldirectord-console.service || true; }
                status=http://127.0.0.1:9780/directors/console-unit.cf/api/v1/status
                ask() { curl -s --max-time 60 -o /run/answer -w '%{http_code}\n' $status; }
                state
                ask
                state
                pid=$(systemctl show -P MainPID ldirectord-console.service)
                user=$(inside awk '/^Uid:/ { print $2 }' /proc/$pid/status)
                [ "$user" -ge 61184 ] && echo 'user of its own: yes'
                echo "capabilities: $(inside awk '/^CapEff:/ { print $2 }' /proc/$pid/status)"
                systemctl stop ldirectord-console.service 2>/dev/null
                echo "stopped: $(state)"
                ask
                state
                systemctl stop ldirectord-console.socket ldirectord-console.service ldirectord@console-unit
                """));
    }
}
