using System.Collections.Immutable;
using System.Net;
using Ldirectord.Config;
using Ldirectord.Platform;

namespace Ldirectord.Web;

/// <summary>
/// Reads console.cf: one directive a line, <c>NAME = VALUE</c>; lines that begin with "#" are comments. An unknown directive is an error.
/// </summary>
internal sealed class ConsoleConfigReader
{
    /// <summary>Bytes.</summary>
    private const int LargestFile = 64 * 1024;

    private static readonly string[] s_names =
        ["consolelisten", "director", "consolehost", "consolecertificate", "consolekey", .. OtlpDirectives.Names];

    private readonly DiagnosticList _found;
    private readonly OtlpDirectives _otlp;
    private readonly List<IPEndPoint> _listen = [];
    private readonly List<DirectorAddress> _directors = [];
    private readonly List<string> _hosts = [];
    private readonly Dictionary<string, (string Path, int Line, int Column)> _files = [];

    private ConsoleConfigReader(string path)
    {
        _found = new DiagnosticList(path);
        _otlp = new OtlpDirectives(_found);
    }

    /// <summary>Directives' names, as the documentation must have them.</summary>
    public static IReadOnlyList<string> Names => s_names;

    /// <param name="mustExist">Else a missing file is an empty one.</param>
    /// <returns>The configuration, or null if the file has an error; with all errors and warnings.</returns>
    public static (ConsoleConfig? Config, ImmutableArray<Diagnostic> Diagnostics) ReadFile(string path, bool mustExist)
    {
        try
        {
            return Read(path, RegularFile.ReadText(path, LargestFile));
        }
        catch (FileNotFoundException) when (!mustExist)
        {
            return Read(path, "");
        }
        catch (IOException e)
        {
            return (null, [new Diagnostic(Severity.Error, path, 0, 0, $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>The same for the file's text.</summary>
    public static (ConsoleConfig? Config, ImmutableArray<Diagnostic> Diagnostics) Read(string path, string text)
    {
        var reader = new ConsoleConfigReader(path);
        foreach (var (index, line) in text.Split('\n').Index())
            reader.AddLine(index + 1, line.TrimEnd());
        var config = reader.Finish();
        return (reader._found.HasErrors ? null : config, DiagnosticList.ByLine(reader._found));
    }

    private void AddLine(int number, string line)
    {
        var content = line.TrimStart();
        if (content.Length == 0 || content[0] == '#')
            return;
        var start = line.Length - content.Length + 1;
        var equals = content.IndexOf('=', StringComparison.Ordinal);
        var name = (equals < 0 ? content : content[..equals]).TrimEnd();
        if (!s_names.Contains(name))
        {
            _found.Error(number, start, $"unknown directive \"{Short(name)}\": expected one of {string.Join(", ", s_names)}");
            return;
        }

        var value = equals < 0 ? "" : content[(equals + 1)..].Trim();
        if (value.Length == 0)
        {
            _found.Error(number, start, $"expected \"{name} = VALUE\"");
            return;
        }

        Bind(name, value, number, line.LastIndexOf(value, StringComparison.Ordinal) + 1);
    }

    private void Bind(string name, string value, int line, int column)
    {
        switch (name)
        {
            case "consolelisten":
                BindListen(value, line, column);
                break;
            case "director":
                BindDirector(value, line, column);
                break;
            case "consolehost" when Uri.CheckHostName(value) == UriHostNameType.Dns:
                _hosts.Add(value.ToLowerInvariant());
                break;
            case "consolehost":
                _found.Error(line, column, $"expected a host's name without a port, for example lvs.example.net, not \"{Short(value)}\"");
                break;
            case ['o', 't', 'l', 'p', ..]:
                _otlp.Bind(name, value, line, column);
                break;
            default:
                BindFile(name, value, line, column);
                break;
        }
    }

    private void BindListen(string value, int line, int column)
    {
        if (IPEndPoint.TryParse(value, out var endPoint) && endPoint.Port > 0)
            _listen.Add(endPoint);
        else
            _found.Error(line, column, $"expected ADDRESS:PORT, for example 127.0.0.1:9780 or [::1]:9780, not \"{Short(value)}\"");
    }

    private void BindDirector(string value, int line, int column)
    {
        if (value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var name, var target])
        {
            _found.Error(line, column, "expected NAME and the path of a socket, or NAME and http://HOST:PORT or https://HOST:PORT");
            return;
        }

        if (!DirectorAddress.IsName(name))
            _found.Error(line, column, $"expected a director's name of letters, digits and \"-_.\", at most 64, not \"{Short(name)}\"");
        else if (_directors.Any(known => known.Name == name))
            _found.Error(line, column, $"the name {name} is taken: expected another name for each director");
        else if (target.StartsWith('/'))
            _directors.Add(new DirectorAddress(name, target, null));
        else if (IsConsole(target))
            _directors.Add(new DirectorAddress(name, null, target.TrimEnd('/')));
        else
            _found.Error(line, column, $"expected the path of a socket, http://HOST:PORT or https://HOST:PORT, not \"{Short(target)}\"");
    }

    private static bool IsConsole(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url is { Query: "", Fragment: "", UserInfo: "" };

    private void BindFile(string name, string value, int line, int column)
    {
        if (!value.StartsWith('/'))
            _found.Error(line, column, $"expected the path of a file, beginning with \"/\", not \"{Short(value)}\"");
        else if (!_files.TryAdd(name, (value, line, column)))
            _found.Error(line, column, $"{name} is given twice: expected it once");
    }

    private ConsoleConfig Finish()
    {
        var config = new ConsoleConfig { Directors = [.. _directors], Hosts = [.. _hosts] };
        if (_listen.Count > 0)
            config = config with { Listen = [.. _listen] };
        if (_files.TryGetValue("consolecertificate", out var certificate) != _files.TryGetValue("consolekey", out var key))
        {
            var (given, missing) = key.Path is null ? ("consolecertificate", "consolekey") : ("consolekey", "consolecertificate");
            _found.Error(_files[given].Line, 0, $"{given} is given without {missing}: expected both, or none");
        }
        else if (key.Path is not null)
        {
            config = config with { Tls = new TlsFiles(certificate.Path, key.Path) };
        }

        if (config.Tls is null && config.Listen.Any(endPoint => !IPAddress.IsLoopback(endPoint.Address)))
        {
            _found.Warning(0, 0, "others than this machine may connect, and without consolecertificate and consolekey "
                + "what they send and are sent can be read on the way, tokens too");
        }

        return config with { Otlp = _otlp.Finish() };
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
