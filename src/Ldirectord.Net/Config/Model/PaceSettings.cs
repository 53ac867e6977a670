namespace Ldirectord.Config;

/// <summary>How many passed checks a server needs to return, and how soon it is asked again. The default is the original's pace.</summary>
internal sealed record PaceSettings
{
    public static PaceSettings Default { get; } = new();

    /// <summary>successcount: consecutive passed checks before a server that is down, or whose maintenance ended, is up; from 1.</summary>
    public int SuccessCount { get; init; } = 1;

    /// <summary>retryinterval: pause while checks are being counted, from 100 ms; null: checkinterval.</summary>
    public TimeSpan? RetryInterval { get; init; }

    /// <summary>downinterval: pause while a server is down and has not passed a check, from 1 s; null: checkinterval.</summary>
    public TimeSpan? DownInterval { get; init; }
}
