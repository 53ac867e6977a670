using Ldirectord.Checks;

namespace Ldirectord.Health;

/// <summary>
/// Results in a row of a check whose program does not know how the server is. They leave the health as it is; after failurecount of them
/// it is said, once, and once more when the program knows again.
/// <para>Example, failurecount 3: unknown, unknown, unknown (said), unknown, up (known again).</para>
/// </summary>
/// <param name="Count">0..failurecount.</param>
/// <param name="IsSaid">It was said, and the program has not known since.</param>
internal readonly record struct UnknownResults(int Count, bool IsSaid)
{
    /// <summary>A result that this machine could not make says nothing of the program either.</summary>
    /// <param name="failureCount">failurecount, from 1.</param>
    public UnknownResults Next(CheckResult result, int failureCount)
    {
        if (result.Code != StatusCode.ProgramUnknown)
            return result.Status == CheckStatus.NotTried ? this : default;
        var count = Math.Min(Count + 1, failureCount);
        return new UnknownResults(count, IsSaid || count >= failureCount);
    }
}
