using System.Net;

namespace Ldirectord.Checks;

/// <summary>
/// A negotiate check this version reads but cannot carry out: start and probe refuse a configuration that holds one. Its settings are bound all the same.
/// </summary>
/// <param name="Service">The service's name in the file: "imap".</param>
internal sealed record UncheckedService(
    IPEndPoint Target, TimeSpan Timeout, string Service, string Request, string Receive, string VirtualHost,
    string Login, string Password, string Database, string Secret, bool Udp) : Check(Target, Timeout)
{
    public override string Kind => Service;

    public override ValueTask<CheckResult> RunAsync(CancellationToken ct) =>
        new(new CheckResult(CheckStatus.Error, $"service={Service} cannot be checked by this version"));

    public override string ToString() => $"{Service} {Target}";
}
