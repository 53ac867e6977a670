namespace Ldirectord.Config;

/// <summary>How long a section's checks may take.</summary>
/// <param name="Check">Of a connect, a ping and an external command.</param>
/// <param name="Negotiate">Of a negotiate check.</param>
/// <param name="PingAttempts">Echo requests of a ping, from 1.</param>
internal readonly record struct CheckTimeouts(TimeSpan Check, TimeSpan Negotiate, int PingAttempts)
{
    /// <summary>The section's directives go before the file's; each timeout that is not set defaults to the other one.</summary>
    public static CheckTimeouts Of(SharedDirectives own, SharedDirectives global) => new(
        own.CheckTimeout ?? own.NegotiateTimeout ?? global.CheckTimeout ?? global.NegotiateTimeout ?? TimeSpan.FromSeconds(5),
        own.NegotiateTimeout ?? own.CheckTimeout ?? global.NegotiateTimeout ?? global.CheckTimeout ?? TimeSpan.FromSeconds(30),
        own.CheckCount ?? global.CheckCount ?? 1);
}
