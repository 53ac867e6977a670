using System.Text.RegularExpressions;

namespace Ldirectord.Config;

/// <summary>
/// The parts of a real server's line: host[->host][:port] method [weight] ["request"[,]"receive"] [l:N] [u:N]. The original searches for each part in turn
/// in what is left of the line and drops what stands before it; so do we, with a word of warning about what was dropped.
/// </summary>
internal sealed partial class RealServerLine
{
    private readonly Line _line;
    private string _rest;

    private RealServerLine(Line line)
    {
        _line = line;
        _rest = line.Value;
    }

    /// <summary>Host name or address; an IPv6 address in brackets.</summary>
    public string Host { get; private set; } = "";

    /// <summary>Last host of a range, or empty.</summary>
    public string LastHost { get; private set; } = "";

    /// <summary>Number or service name, or empty.</summary>
    public string Port { get; private set; } = "";

    public string Method { get; private set; } = "";

    /// <summary>Digits, or empty.</summary>
    public string Weight { get; private set; } = "";

    public string LowerThreshold { get; private set; } = "";

    public string UpperThreshold { get; private set; } = "";

    /// <summary>Null where the line has no request and receive of its own.</summary>
    public string? Request { get; private set; }

    public string? Receive { get; private set; }

    /// <summary>What stood between the parts and means nothing.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>Column of what could not be read, when there is such.</summary>
    public int RestColumn => _line.ValueColumn + _line.Value.Length - _rest.Length;

    /// <summary>What no part took; it should be nothing.</summary>
    public string Rest => _rest.Trim(Values.Blanks);

    /// <returns>Null if the line does not even have an address.</returns>
    public static RealServerLine? Parse(Line line)
    {
        var parts = new RealServerLine(line);
        var address = AddressPattern().Match(line.Value);
        if (!address.Success)
            return null;
        parts.Host = address.Groups["host"].Value;
        parts.LastHost = address.Groups["last"].Value;
        parts.Port = address.Groups["port"].Value;
        parts.Take(address.Index, address.Index + address.Length);
        parts.TakeMethod();
        parts.Weight = parts.TakeNumber("");
        parts.TakeRequestAndReceive();
        parts.LowerThreshold = parts.TakeNumber("l:");
        parts.UpperThreshold = parts.TakeNumber("u:");
        return parts;
    }

    private void TakeMethod()
    {
        Method = Values.FirstRun(_rest, Values.IsWordCharacter);
        int start = _rest.IndexOf(Method, StringComparison.Ordinal);
        Take(start, start + Method.Length);
    }

    // A blank, the label, a number.
    private string TakeNumber(string label)
    {
        for (int blank = _rest.AsSpan().IndexOfAny(Values.Blanks); blank >= 0; blank = NextBlank(blank))
        {
            int digits = blank + 1 + label.Length;
            if (!_rest.AsSpan(blank + 1).StartsWith(label, StringComparison.Ordinal) || digits >= _rest.Length || !char.IsAsciiDigit(_rest[digits]))
                continue;
            string number = Values.Digits(_rest[digits..]);
            Take(blank, digits + number.Length);
            return number;
        }

        return "";
    }

    // The request goes from the first quote after a blank to the last quote that a comma or blanks and another quote follow.
    private void TakeRequestAndReceive()
    {
        int first = -1;
        for (int blank = _rest.AsSpan().IndexOfAny(Values.Blanks); blank >= 0 && first < 0; blank = NextBlank(blank))
        {
            if (blank + 1 < _rest.Length && _rest[blank + 1] == '"')
                first = blank + 1;
        }

        int last = _rest.LastIndexOf('"');
        for (int open = last - 1; first >= 0 && open > first; open--)
        {
            if (_rest[open] != '"')
                continue;
            int before = open - 1;
            while (before > first && Values.Blanks.Contains(_rest[before]))
                before--;
            if (before > first && _rest[before] == ',')
                before--;
            if (before <= first || before == open - 1 || _rest[before] != '"')
                continue;
            Request = _rest[(first + 1)..before];
            Receive = _rest[(open + 1)..last];
            Take(first, last + 1);
            return;
        }
    }

    private int NextBlank(int blank)
    {
        int next = _rest.AsSpan(blank + 1).IndexOfAny(Values.Blanks);
        return next < 0 ? -1 : blank + 1 + next;
    }

    private void Take(int start, int end)
    {
        if (start > 0 && _rest[..start].Trim(Values.Blanks) is { Length: > 0 } ignored)
            Ignored.Add(ignored);
        _rest = _rest[end..];
    }

    // The search may begin anywhere, but never inside a word: what the end of one would match, the whole does. That, and the longest text in brackets, keep it linear.
    [GeneratedRegex(@"(?<host>\[[][0-9A-Fa-f:]{1,255}\]|(?<![A-Za-z0-9.-])[A-Za-z0-9.-]+)(->(?<last>\[[][0-9A-Fa-f:]{1,255}\]|[A-Za-z0-9.-]+))?(:(?<port>[A-Za-z0-9_-]+))?[ \t\r\f\v]+", RegexOptions.ExplicitCapture)]
    private static partial Regex AddressPattern();
}
