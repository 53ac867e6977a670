using System.Text;
using Ldirectord.Checks;
using Ldirectord.Networking;

namespace Ldirectord.Tests.Director.Sequences;

/// <summary>A real server whose health, agent and connections the test sets.</summary>
internal sealed class PlayedServer
{
    private readonly List<TaskCompletionSource> _held = [];
    private int _hanging;
    private bool _hasPassed;

    /// <summary>No probe has passed since now.</summary>
    public void ForgetPasses() => Volatile.Write(ref _hasPassed, false);

    /// <summary>Null: probes hang.</summary>
    public StatusCode? Code { get; set; } = StatusCode.ResponseOk;

    /// <summary>The weight that its checks give when they pass; null if none.</summary>
    public WeightAnswer? Weight { get; set; }

    /// <summary>The line of its agent; null if the agent does not answer.</summary>
    public string? Says { get; set; } = "up";

    /// <summary>What the agent says; null if it does not answer.</summary>
    public AgentAnswer? Agent => Says is { } line ? AgentLine.Parse(Encoding.Latin1.GetBytes(line)) : null;

    /// <summary>Whether a probe has passed.</summary>
    public bool HasPassed => Volatile.Read(ref _hasPassed);

    /// <summary>Probes that hang now.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    /// <summary>Connections that the director holds.</summary>
    public int Held
    {
        get
        {
            lock (_held)
                return _held.Count;
        }
    }

    public async ValueTask<CheckResult> ProbeAsync(CancellationToken ct)
    {
        if (Code is { } code)
        {
            bool passes = code.Status() == CheckStatus.Passed;
            Volatile.Write(ref _hasPassed, HasPassed || passes);
            return new CheckResult(code, "as played") { Weight = passes ? Weight : null };
        }

        Interlocked.Increment(ref _hanging);
        try
        {
            await Task.Delay(Timeout.Infinite, ct);
            return default;
        }
        finally
        {
            Interlocked.Decrement(ref _hanging);
        }
    }

    public CheckResult Answer() => Agent is { } answer
        ? new CheckResult(StatusCode.ResponseOk, answer.Text) { Agent = answer }
        : new CheckResult(StatusCode.ConnectRefused, "as played");

    public async Task<HeldConnectionEnd> HoldAsync(TimeProvider time, CancellationToken ct)
    {
        var (opened, end) = (time.GetTimestamp(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_held)
            _held.Add(end);
        try
        {
            await end.Task.WaitAsync(ct);
            return new HeldConnectionEnd(time.GetElapsedTime(opened), "closed by the server", IsOurs: false);
        }
        finally
        {
            lock (_held)
                _held.Remove(end);
        }
    }

    /// <summary>Its connections end.</summary>
    public void CloseHeld()
    {
        lock (_held)
        {
            foreach (var end in _held)
                end.TrySetResult();
        }
    }
}
