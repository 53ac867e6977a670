using System.Text.RegularExpressions;

namespace Ldirectord.Config;

/// <summary>
/// The parts of a real server's line: host[->host][:port] method [weight] ["request"[,]"receive"] [l:N] [u:N] [name=value] [resolve].
/// As the original does, each part but the last is searched for in the rest of the line, and the text before it is dropped; here with a
/// warning.
/// </summary>
internal sealed partial class RealLine
{
    private readonly Line _line;

    /// <summary>The value without the options at its end.</summary>
    private readonly string _value;

    /// <summary>Start of the rest, which no part has taken yet, in the line's value.</summary>
    private int _taken;

    private RealLine(Line line)
    {
        _line = line;
        _value = line.Value;
        while (OptionPattern().Match(_value) is { Success: true } option)
        {
            var (name, value) = (option.Groups["name"], option.Groups["value"]);
            Options.Insert(0, (name.Value, value.Value, line.ValueColumn + (value.Success ? value : name).Index));
            _value = _value[..option.Index];
        }
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

    /// <summary>Null if the line has no request and receive of its own.</summary>
    public string? Request { get; private set; }

    public string? Receive { get; private set; }

    /// <summary>The options at the end of the line: name=value, with the column of its value; resolve, with its own column.</summary>
    public List<(string Name, string Value, int Column)> Options { get; } = [];

    /// <summary>Column of the word resolve; null if the line has none.</summary>
    public int? ResolveColumn => Options.FindIndex(option => option.Name == "resolve") is >= 0 and var index ? Options[index].Column : null;

    /// <summary>Texts between the parts, which are dropped.</summary>
    public List<string> Ignored { get; } = [];

    /// <summary>The text before the address, which is dropped; or empty.</summary>
    public string BeforeAddress { get; private set; } = "";

    /// <summary>Column of the rest.</summary>
    public int RestColumn => _line.ValueColumn + _taken;

    /// <summary>The text after the last part; it should be empty.</summary>
    public string Rest => Untaken.Trim(ValueSyntax.Blanks).ToString();

    private ReadOnlySpan<char> Untaken => _value.AsSpan(_taken);

    /// <returns>Null if the line has no address.</returns>
    public static RealLine? Parse(Line line)
    {
        var parts = new RealLine(line);
        var addresses = AddressPattern().EnumerateMatches(parts._value);
        if (!addresses.MoveNext())
            return null;
        parts.TakeAddress(addresses.Current.Index, addresses.Current.Length);
        parts.TakeMethod();
        parts.Weight = parts.TakeNumber("");
        parts.TakeRequestAndReceive();
        parts.LowerThreshold = parts.TakeNumber("l:");
        parts.UpperThreshold = parts.TakeNumber("u:");
        return parts;
    }

    // host[->host][:port] and blanks.
    private void TakeAddress(int start, int length)
    {
        var address = _value.AsSpan(start, length).TrimEnd(ValueSyntax.Blanks);
        int port = address.LastIndexOf(']') + 1;
        port += address[port..].IndexOf(':') is >= 0 and var colon ? colon : address.Length - port;
        Port = port < address.Length ? address[(port + 1)..].ToString() : "";
        var hosts = address[..port];
        int arrow = hosts.IndexOf("->");
        Host = (arrow < 0 ? hosts : hosts[..arrow]).ToString();
        LastHost = arrow < 0 ? "" : hosts[(arrow + 2)..].ToString();
        BeforeAddress = _value[..start].TrimEnd(ValueSyntax.Blanks);
        Take(start, start + length);
    }

    private void TakeMethod()
    {
        Method = ValueSyntax.FirstRun(_value, ValueSyntax.IsWordCharacter, _taken);
        int start = Untaken.IndexOf(Method);
        Take(start, start + Method.Length);
    }

    // A blank, the label, a number.
    private string TakeNumber(string label)
    {
        var rest = Untaken;
        for (int blank = NextBlank(rest, 0); blank >= 0; blank = NextBlank(rest, blank + 1))
        {
            int digits = blank + 1 + label.Length;
            if (!rest[(blank + 1)..].StartsWith(label) || digits >= rest.Length || !char.IsAsciiDigit(rest[digits]))
                continue;
            string number = ValueSyntax.FirstRun(_value, char.IsAsciiDigit, _taken + digits);
            Take(blank, digits + number.Length);
            return number;
        }

        return "";
    }

    // The request begins with the first quote after a blank, and ends with the last quote that a comma or a space, blanks, and another
    // quote follow.
    private void TakeRequestAndReceive()
    {
        var rest = Untaken;
        int first = -1;
        for (int blank = NextBlank(rest, 0); blank >= 0 && first < 0; blank = NextBlank(rest, blank + 1))
        {
            if (blank + 1 < rest.Length && rest[blank + 1] == '"')
                first = blank + 1;
        }

        int last = rest.LastIndexOf('"');
        for (int open = last - 1; first >= 0 && open > first; open--)
        {
            if (rest[open] != '"')
                continue;
            int before = open - 1;
            while (before > first && ValueSyntax.Blanks.Contains(rest[before]))
                before--;
            if (before > first && rest[before] == ',')
                before--;
            if (before <= first || rest[before] != '"' || rest[before + 1] is not (',' or ' '))
                continue;
            Request = rest[(first + 1)..before].ToString();
            Receive = rest[(open + 1)..last].ToString();
            Take(first, last + 1);
            return;
        }
    }

    private static int NextBlank(ReadOnlySpan<char> rest, int from)
    {
        int next = rest[from..].IndexOfAny(ValueSyntax.Blanks);
        return next < 0 ? -1 : from + next;
    }

    /// <param name="start">Of the part, in the rest; the text before it is dropped.</param>
    private void Take(int start, int end)
    {
        if (Untaken[..start].Trim(ValueSyntax.Blanks) is { Length: > 0 } ignored)
            Ignored.Add(ignored.ToString());
        _taken += end;
    }

    // The search never begins inside a word, since the whole word would match, too; and a text in brackets has a longest length. Both keep
    // the search linear.
    [GeneratedRegex(
        @"(\[[][0-9A-Fa-f:]{1,255}\]|(?<![A-Za-z0-9.-])[A-Za-z0-9.-]+)"
        + @"(->(\[[][0-9A-Fa-f:]{1,255}\]|[A-Za-z0-9.-]+))?(:([A-Za-z0-9_-]+))?[ \t\r\f\v]+",
        RegexOptions.ExplicitCapture)]
    private static partial Regex AddressPattern();

    // The original has no such option; a quote would end a request or a pattern.
    [GeneratedRegex(
        """[ \t\r\f\v]((?<name>check|tun)=(?<value>[^ \t\r\f\v"]*)|(?<name>resolve))[ \t\r\f\v]*$""", RegexOptions.ExplicitCapture)]
    private static partial Regex OptionPattern();
}
