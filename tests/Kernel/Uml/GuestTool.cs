namespace Ldirectord.Kernel.Uml;

/// <summary>The program of tests/KernelGuest, in the guest.</summary>
internal static class GuestTool
{
    /// <summary>The command that runs it: "dotnet PATH", to be followed by a verb.</summary>
    public static string Command { get; } = $"dotnet {Path.Combine(AppContext.BaseDirectory, "Ldirectord.Net.KernelGuest.dll")}";

    /// <summary>Starts a verb that listens on a pair of pipes, and waits until it does.</summary>
    public static async Task<GuestPipe> StartAsync(UmlMachine machine, string verb, string pipe, string arguments = "")
    {
        await machine.StartAsync($"{Command} {verb} {pipe} {arguments}", $"{pipe}.log");
        var ready = await machine.RunAsync($"until [ -p {pipe} ]; do sleep 0.02; done");
        return ready.ExitCode == 0
            ? new GuestPipe(machine, pipe)
            : throw new InvalidOperationException($"{verb} did not start: {(await machine.RunAsync($"cat {pipe}.log")).Output}");
    }
}

/// <summary>The test's end of a ControlPipe of the guest tool: one line there, one line back.</summary>
internal sealed class GuestPipe(UmlMachine machine, string path)
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>Several may be asked at once: they take turns.</summary>
    public Task<string> AskAsync(string question)
    {
        lock (_lock)
        {
            var answer = AfterAsync(_last, question);
            _last = answer.ContinueWith(_ => { }, TaskScheduler.Default);
            return answer;
        }
    }

    private async Task<string> AfterAsync(Task last, string question)
    {
        await last;
        return (await machine.RunAsync($"echo '{question}' >{path}; read -r answer <{path}.done; echo \"$answer\"")).Text.TrimEnd('\n');
    }
}
