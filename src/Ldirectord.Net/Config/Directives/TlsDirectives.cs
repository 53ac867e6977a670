using System.Net;
using Ldirectord.Networking;
using Ldirectord.Platform;

namespace Ldirectord.Config;

/// <summary>The directives of a virtual section about TLS and certificates. All are ours: the original has none.</summary>
internal sealed class TlsDirectives
{
    private const int DefaultWarningDays = 14;

    /// <summary>certwarndays: warn of a certificate that expires within so many days; 0 for never.</summary>
    public int WarningDays { get; private set; } = DefaultWarningDays;

    /// <summary>starttls; null if not set.</summary>
    public bool? StartTls { get; private set; }

    /// <summary>tlsservername; null if not set.</summary>
    public string? ServerName { get; private set; }

    /// <summary>tlsverify.</summary>
    public bool Verify { get; private set; }

    /// <summary>Whether tlscafile is set.</summary>
    public bool HasCaFile => CaFile.Length > 0;

    private string CaFile { get; set; } = "";

    /// <summary>The TLS settings of a check; without TLS to the server itself, they are those of a redirect's target.</summary>
    /// <param name="serverName">Used if tlsservername is not set: virtualhost, or the address.</param>
    public TlsSettings Settings(TlsStart start, string serverName) =>
        new(start, ServerName ?? (start == TlsStart.Never ? "" : serverName), Verify, CaFile);

    /// <returns>Whether the line is one of these directives.</returns>
    public bool TryBind(DirectiveReader line)
    {
        switch (line.Name)
        {
            case "tlsverify":
                Verify = line.YesNo() ?? Verify;
                break;
            case "tlscafile":
                BindCaFile(line);
                break;
            case "tlsservername":
                BindServerName(line);
                break;
            case "starttls":
                StartTls = line.YesNo() ?? StartTls;
                break;
            case "certwarndays":
                string digits = ValueSyntax.Digits(line.Text);
                if (digits.Length == 0 || digits != line.Text)
                    line.Error($"invalid certwarndays \"{DirectiveReader.Shorten(line.Text)}\": expected days, or 0 for no warning");
                else
                    WarningDays = ValueSyntax.Clamp(digits, 36500);
                break;
            default:
                return false;
        }

        line.IsOurs();
        return true;
    }

    private void BindCaFile(DirectiveReader line)
    {
        if (line.TextOrQuoted() is not { } name || line.FileName(name) is not { } path)
            return;
        CaFile = path;
        try
        {
            _ = CertificateAuthorities.Read(CaFile);
        }
        catch (IoFailureException e)
        {
            line.Error(e.Message.Replace(CaFile, DirectiveReader.ShortenPath(CaFile), StringComparison.Ordinal));
        }
    }

    private void BindServerName(DirectiveReader line)
    {
        if (line.TextOrQuoted() is not { } name)
            return;
        if (Uri.CheckHostName(name) is UriHostNameType.Dns || IPAddress.TryParse(name, out _))
            ServerName = name;
        else
            line.Error($"invalid tlsservername \"{DirectiveReader.Shorten(name)}\": expected a host name or an address");
    }
}
