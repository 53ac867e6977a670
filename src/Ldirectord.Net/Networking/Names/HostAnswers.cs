using System.Net.Sockets;

namespace Ldirectord.Networking;

/// <summary>
/// Asks for all addresses of hosts, off the thread pool. It reads no file itself: what getaddrinfo said when the configuration was read is
/// compared with what it says later.
/// </summary>
internal static class HostAnswers
{
    private static readonly NameLookups<HostAnswer> s_ipv4 = Of(AddressFamily.InterNetwork), s_ipv6 = Of(AddressFamily.InterNetworkV6);

    /// <exception cref="Platform.WaitCanceledException">The token was cancelled first; the message names what was awaited.</exception>
    /// <exception cref="Platform.IoFailureException">This machine has no thread left.</exception>
    public static Task<HostAnswer> AskAsync(HostQuestion question, CancellationToken ct) =>
        (question.Family == AddressFamily.InterNetworkV6 ? s_ipv6 : s_ipv4).AskAsync(question.Name, ct);

    private static NameLookups<HostAnswer> Of(AddressFamily family) =>
        new(name => HostAnswer.Ask(new HostQuestion(name, family)), TimeProvider.System);
}
