using System.Diagnostics;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Daemon;

/// <summary>One ldirectord, ours or the original, on one configuration in the guest.</summary>
internal sealed class DirectorProcess(UmlMachine machine, string program, string file)
{
    public const string Log = "/var/log/ldirectord.log";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public string File => file;

    public string Program => program;

    public string PidFile => $"/var/run/ldirectord.{Path.GetFileName(file)}.pid";

    /// <summary>Our program on a configuration of its own, not yet started.</summary>
    public static async Task<DirectorProcess> PrepareAsync(UmlMachine machine, string name, string configuration)
    {
        var director = new DirectorProcess(machine, Executable.Path, $"/etc/ha.d/{name}.cf");
        await director.WriteAsync(configuration);
        return director;
    }

    /// <summary>Replaces the configuration as editors do: a new file, renamed.</summary>
    public async Task WriteAsync(string configuration)
    {
        var draft = Path.Combine(machine.Scratch, $"{Guid.NewGuid():N}.cf");
        await System.IO.File.WriteAllTextAsync(draft, configuration);
        _ = (await machine.RunAsync($"mkdir -p /etc/ha.d; cp {draft} {file}~; mv {file}~ {file}")).Text;
    }

    public async Task StartAsync() => _ = (await CommandAsync("start")).Text;

    /// <summary>Returns once the daemon is gone.</summary>
    public async Task StopAsync()
    {
        _ = (await CommandAsync("stop")).Text;
        _ = (await machine.RunAsync($"for i in $(seq 600); do [ -e {PidFile} ] || exit 0; sleep 0.05; done; exit 1")).Text;
    }

    /// <summary>Replaces the configuration and tells the daemon to read it, without waiting until it has.</summary>
    public async Task ReloadAsync(string configuration)
    {
        await WriteAsync(configuration);
        _ = (await machine.RunAsync($"kill -HUP $(cat {PidFile})")).Text;
    }

    public Task<CommandResult> CommandAsync(string verb) => machine.RunAsync($"{program} {file} {verb}");

    public Task KillAsync() => machine.RunAsync($"kill -9 $(cat {PidFile})");

    /// <summary>ipvsadm -Sn, sorted.</summary>
    public async Task<string> TableAsync() => (await machine.RunAsync("sleep 0.2; ipvsadm -Sn | sort")).Text;

    public async Task<string> LogAsync() => (await machine.RunAsync($"cat {Log} 2>/dev/null || true")).Output;

    /// <summary>Waits until the table is what it should be; its lines in any order, without the "-Sn" of defaults.</summary>
    public async Task TableBecomesAsync(params string[] lines)
    {
        var expected = string.Concat(lines.Order(StringComparer.Ordinal).Select(line => line + "\n"));
        var clock = Stopwatch.StartNew();
        string table;
        do
        {
            table = await TableAsync();
            if (Sorted(table) == expected)
                return;
        }
        while (clock.Elapsed < Patience);
        Assert.Fail($"the table should be\n{expected}\nand is\n{table}\nlog:\n{await LogAsync()}");
    }

    public async Task LogShowsAsync(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!(await LogAsync()).Contains(text, StringComparison.Ordinal))
            Assert.True(clock.Elapsed < Patience, $"the log does not show \"{text}\":\n{await LogAsync()}");
    }

    private static string Sorted(string table) =>
        string.Concat(table.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(line => line + "\n"));
}
