using System.Diagnostics;

namespace Ldirectord.Kernel.Uml;

public class UmlMachineTests(SharedMachine shared) : IClassFixture<SharedMachine>
{
    [Fact]
    public async Task Script_ReportsItsExitCodeAndBothOutputs()
    {
        var result = await shared.Machine.RunAsync("echo out; echo err >&2; exit 3");
        Assert.Equal((3, "out\n", "err\n"), (result.ExitCode, result.Output, result.Errors));
    }

    // A signal in the guest costs its program the registers of AVX-512: see guest-init.sh.
    [Fact]
    public async Task ProgramInTheGuest_IsNotCompiledForAvx512() =>
        Assert.Equal("False\n", (await shared.Machine.RunAsync($"{GuestTool.Command} avx512")).Text);

    [Fact]
    public async Task LongOutput_ArrivesWhole()
    {
        var result = await shared.Machine.RunAsync("seq 1 200000");
        Assert.Equal(200000, result.Lines.Length);
        Assert.Equal("200000", result.Lines[^1]);
    }

    [Fact]
    public async Task FailingCommand_EndsTheScript()
    {
        var result = await shared.Machine.RunAsync("false; echo not reached");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task ScriptThatHangs_EndsAtItsDeadline()
    {
        var result = await shared.Machine.RunAsync("echo before; sleep 600", TimeSpan.FromSeconds(1));
        Assert.Equal((137, "before\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task ManyScriptsAtOnce_EachGetItsOwnAnswer()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => shared.Machine.RunAsync($"sleep 0.{i % 10}; echo {i}")));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}\n"), results.Select(result => result.Text));
    }

    [Fact]
    public async Task BackgroundCommand_OutlivesItsScript()
    {
        var pid = await shared.Machine.StartAsync("sleep 600", "/tmp/sleep.log");
        await shared.Machine.RunAsync($"until grep -q sleep /proc/{pid}/comm; do :; done");
        Assert.Equal("sleep\n", (await shared.Machine.RunAsync($"cat /proc/{pid}/comm; kill {pid}")).Text);
    }

    [Fact]
    public async Task WhatTheGuestWrites_DoesNotReachTheHost()
    {
        var name = $"/etc/uml-{Guid.NewGuid():N}";
        Assert.Equal("here\n",
            (await shared.Machine.RunAsync($"touch {name} /etc/ha.d/x /var/lib/x /tmp/x; [ -e {name} ] && echo here")).Text);
        Assert.False(File.Exists(name));
    }

    [Fact]
    public async Task ScratchFolder_IsSeenFromBothSides()
    {
        var path = Path.Combine(shared.Machine.Scratch, "note");
        await File.WriteAllTextAsync(path, "from the host");
        Assert.Equal("from the host", (await shared.Machine.RunAsync($"cat {path}; echo from the guest >{path}")).Text);
        Assert.Equal("from the guest\n", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task BuildOutput_IsReachableUnderItsPath()
    {
        var path = typeof(UmlMachineTests).Assembly.Location;
        Assert.Equal($"{new FileInfo(path).Length}\n", (await shared.Machine.RunAsync($"stat -c %s {path}")).Text);
    }

    [Fact]
    public async Task Kernel_HasIpvs() =>
        Assert.Contains("IP Virtual Server version", (await shared.Machine.RunAsync("ipvsadm -Ln")).Text, StringComparison.Ordinal);

    [Fact]
    public async Task DisposedMachine_LeavesNoProcess()
    {
        Assert.SkipWhen(UmlPackages.WhatIsMissing() is not null, UmlPackages.WhatIsMissing() ?? "");
        string scratch;
        await using (var machine = await UmlMachine.StartAsync(256))
        {
            scratch = machine.Scratch;
            await machine.StartAsync("sleep 600", "/tmp/sleep.log");
            Assert.NotEmpty(ProcessesNaming(scratch));
        }
        var deadline = Stopwatch.StartNew();
        while (ProcessesNaming(scratch).Count > 0 && deadline.Elapsed < TimeSpan.FromSeconds(60))
            await Task.Yield();
        Assert.Empty(ProcessesNaming(scratch));
    }

    private static List<string> ProcessesNaming(string text) =>
        [.. Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Where(folder =>
        {
            try
            {
                return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(text, StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        })];
}
