namespace Ldirectord.Kernel.Uml;

/// <summary>What a script in the guest came to; 137 is the exit code of one that was killed at its deadline.</summary>
internal sealed record CommandResult(string Script, int ExitCode, string Output, string Errors)
{
    /// <summary>The output, of a script that succeeded.</summary>
    public string Text => ExitCode == 0
        ? Output
        : throw new InvalidOperationException($"exit code {ExitCode} of\n{Script}\nstderr:\n{Errors}\nstdout:\n{Output}");

    /// <summary>The output's lines without the empty ones, of a script that succeeded.</summary>
    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
