using System.Globalization;
using Ldirectord.Config;
using Ldirectord.Status;

namespace Ldirectord.Web;

/// <summary>The directives of console.cf that begin with "otlp". Each but otlpattribute may stand once, and needs otlp.</summary>
internal sealed class OtlpDirectives(DiagnosticList found)
{
    /// <summary>Seconds. A collector is not asked more often than directors count.</summary>
    private const int Shortest = 5, Longest = 3600;

    /// <summary>What OTLP adds to a collector's address.</summary>
    private const string MetricsPath = "/v1/metrics";

    private readonly Dictionary<string, (string Value, int Line, int Column)> _given = [];
    private readonly Dictionary<string, object> _attributes = [];

    public static IReadOnlyList<string> Names { get; } =
        ["otlp", "otlpprotocol", "otlpinterval", "otlpscope", "otlpheaders", "otlpattribute"];

    public void Bind(string name, string value, int line, int column)
    {
        if (name == "otlpattribute")
        {
            BindAttribute(value, line, column);
            _given.TryAdd(name, (value, line, column));
            return;
        }

        if (!_given.TryAdd(name, (value, line, column)))
            found.Error(line, column, $"{name} is given twice: expected it once");
        else if (name == "otlp" && value.AsSpan().ContainsAny('@', '?'))
            found.Error(line, column, "expected an address without user and query: a file that otlpheaders names has the secrets");
        else if (Expected(name, value) is { } expected)
            found.Error(line, column, $"expected {expected}, not \"{Short(value)}\"");
    }

    /// <returns>Null if the file has no otlp, or an error.</returns>
    public OtlpSettings? Finish()
    {
        if (!_given.TryGetValue("otlp", out var otlp))
        {
            foreach (var (name, (_, line, _)) in _given)
                found.Error(line, 0, $"{name} is given without otlp: expected otlp = URL, too");
            return null;
        }

        if (found.HasErrors)
            return null;
        var isGrpc = Value("otlpprotocol") == "grpc";
        var settings = new OtlpSettings(Address(otlp.Value, isGrpc))
        {
            IsGrpc = isGrpc,
            Interval = Value("otlpinterval") is { } seconds
                ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)) : OtlpSettings.DefaultInterval,
            Scope = Value("otlpscope") == "virtual" ? MetricsScope.Virtual : MetricsScope.All,
            HeadersFile = Value("otlpheaders"),
            Attributes = [.. _attributes],
        };
        if (settings.HeadersFile is not null && settings.Url is { Scheme: "http", IsLoopback: false })
        {
            found.Warning(otlp.Line, otlp.Column,
                "without TLS, what otlpheaders sends can be read on the way: expected https://");
        }

        return settings;
    }

    private string? Value(string name) => _given.TryGetValue(name, out var given) ? given.Value : null;

    /// <returns>What the directive wants, or null if the value is that.</returns>
    private static string? Expected(string name, string value) => name switch
    {
        "otlp" when !IsCollector(value) => "http://HOST[:PORT][/PATH] or https://HOST[:PORT][/PATH], for example http://127.0.0.1:4318",
        "otlpprotocol" when value is not ("http" or "grpc") => "http or grpc",
        "otlpinterval" when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds is < Shortest or > Longest => $"a number of seconds from {Shortest} to {Longest}",
        "otlpscope" when value is not ("all" or "virtual") => "all or virtual",
        "otlpheaders" when !value.StartsWith('/') => "the path of a file, beginning with \"/\"",
        _ => null,
    };

    private static bool IsCollector(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
        && url is { Query: "", Fragment: "", UserInfo: "" } && url.Host.Length > 0;

    private static Uri Address(string value, bool isGrpc)
    {
        var url = value.TrimEnd('/');
        return new Uri(isGrpc || url.EndsWith(MetricsPath, StringComparison.Ordinal) ? url : url + MetricsPath);
    }

    private void BindAttribute(string value, int line, int column)
    {
        var blank = value.AsSpan().IndexOfAny(' ', '\t');
        var name = blank < 0 ? value : value[..blank];
        if (blank < 0)
            found.Error(line, column, "expected NAME and VALUE, for example deployment.environment.name production");
        else if (!name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            found.Error(line, column, $"expected an attribute's name of letters, digits and \"._-\", not \"{Short(name)}\"");
        else if (!_attributes.TryAdd(name, value[blank..].Trim()))
            found.Error(line, column, $"the attribute {name} is given twice: expected it once");
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
