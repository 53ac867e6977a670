using System.Globalization;
using System.Text.RegularExpressions;

namespace Ldirectord.Tests.Ipvs;

/// <summary>The #defines and enum members of a C header of the kernel (package linux-libc-dev) whose values are numbers or texts.</summary>
internal sealed partial class KernelHeader
{
    private readonly Dictionary<string, long> _numbers = [];
    private readonly Dictionary<string, string> _texts = [];

    private KernelHeader(string text)
    {
        text = Comment().Replace(text, " ");
        foreach (Match define in Define().Matches(text))
            Add(define.Groups["name"].Value, define.Groups["value"].Value.Trim());
        foreach (Match block in EnumBlock().Matches(text))
        {
            long next = 0;
            var members = block.Groups["members"].Value;
            foreach (var member in members.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var parts = member.Split('=', 2, StringSplitOptions.TrimEntries);
                if (parts.Length == 2 && Evaluate(parts[1]) is { } value)
                    next = value;
                _numbers[parts[0]] = next++;
            }
        }
    }

    /// <summary>Skips the test if the header is not installed.</summary>
    public static KernelHeader Read(string name)
    {
        var path = $"/usr/include/linux/{name}";
        Assert.SkipUnless(File.Exists(path), $"{path} is missing: apt-get install linux-libc-dev");
        return new KernelHeader(File.ReadAllText(path));
    }

    public long Number(string name) => Find(name) ?? throw new KeyNotFoundException($"the header has no {name}");

    /// <returns>Null if the header has no such name.</returns>
    public long? Find(string name) => _numbers.TryGetValue(name, out var value) ? value : null;

    public string Text(string name) => _texts[name];

    private void Add(string name, string value)
    {
        if (Evaluate(value) is { } number)
            _numbers[name] = number;
        else if (value.Length > 1 && value[0] == '"' && value[^1] == '"')
            _texts[name] = value[1..^1];
    }

    // A number, a name, or several of them in brackets joined by "|", "+" or "<<".
    private long? Evaluate(string expression)
    {
        expression = expression.Trim();
        if (expression.StartsWith('(') && expression.EndsWith(')'))
            expression = expression[1..^1].Trim();
        foreach (var (sign, join) in Operators)
        {
            if (expression.IndexOf(sign, StringComparison.Ordinal) is var at and > 0)
            {
                return Evaluate(expression[..at]) is { } left && Evaluate(expression[(at + sign.Length)..]) is { } right
                    ? join(left, right)
                    : null;
            }
        }
        if (expression.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(expression.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hexadecimal)
                ? hexadecimal
                : null;
        }

        return long.TryParse(expression, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : _numbers.TryGetValue(expression, out var named) ? named : null;
    }

    private static readonly (string Sign, Func<long, long, long> Join)[] Operators =
        [("|", (a, b) => a | b), ("<<", (a, b) => a << (int)b), ("+", (a, b) => a + b), (" - ", (a, b) => a - b)];

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^#define[ \t]+(?<name>\w+)[ \t]+(?<value>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Define();

    [GeneratedRegex(@"enum\s*\w*\s*\{(?<members>[^}]*)\}")]
    private static partial Regex EnumBlock();
}
