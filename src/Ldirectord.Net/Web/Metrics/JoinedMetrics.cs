using System.Globalization;
using System.Text;

namespace Ldirectord.Web;

/// <summary>
/// Joins the metrics of several directors: each family stands in one place, and each series says by the label "director" whose it is.
/// </summary>
internal sealed class JoinedMetrics
{
    /// <summary>The family that says which directors answered: 1, or 0.</summary>
    public const string Reachable = "ldirectord_console_director_reachable";

    /// <summary>The first label of every series.</summary>
    public const string Label = "director";

    private readonly Dictionary<string, Family> _families = [];
    private readonly List<Family> _order = [];

    /// <summary>Families that have a type and samples, in the order in which they came.</summary>
    public IEnumerable<MetricFamily> Families =>
        from family in _order
        where family is { Samples.Length: > 0, Type.Length: > 0 }
        select new MetricFamily(family.Name, family.Type ?? "", family.Help ?? "", family.Samples);

    /// <summary>Adds a family that is the console's own.</summary>
    public void Add(string name, string help, IEnumerable<(string Director, double Value)> samples)
    {
        var family = FamilyOf(name);
        (family.Help, family.Type) = (help, "gauge");
        foreach (var (director, value) in samples)
            family.Samples.Append($"{name}{{{Label}=\"{director}\"}} {value:R}\n");
    }

    /// <summary>Adds what a director answered. Lines that are no metrics are left out.</summary>
    public void Add(string director, string text)
    {
        // Families that another director has of another type.
        Family? family = null;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan(range);
            if (line.StartsWith("# HELP ") || line.StartsWith("# TYPE "))
            {
                family = Describe(line);
                continue;
            }

            if (family is not null && line.Length > 0 && line[0] != '#')
                AddSample(family, director, line);
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var family in Families)
        {
            text.Append($"# HELP {family.Name} {family.Help}\n# TYPE {family.Name} {family.Type}\n");
            text.Append(family.Samples);
        }

        return text.ToString();
    }

    /// <returns>Null if another director has the family with another type.</returns>
    private Family? Describe(ReadOnlySpan<char> line)
    {
        var rest = line[7..];
        var blank = rest.IndexOf(' ');
        if (blank <= 0 || !IsName(rest[..blank]))
            return null;
        var family = FamilyOf(rest[..blank].ToString());
        var value = rest[(blank + 1)..].ToString();
        if (line[2] == 'H')
        {
            family.Help ??= value;
            return family;
        }

        family.Type ??= value;
        return family.Type == value ? family : null;
    }

    private static void AddSample(Family family, string director, ReadOnlySpan<char> line)
    {
        var end = line.IndexOfAny('{', ' ');
        if (end <= 0 || !IsName(line[..end]) || !Belongs(line[..end], family))
            return;
        var rest = line[end..];
        var labels = "";
        if (rest[0] == '{')
        {
            if (EndOfLabels(rest) is not (> 0 and var close))
                return;
            labels = rest[1..close].ToString();
            rest = rest[(close + 1)..];
        }

        if (rest is not [' ', not ' ', ..] || !IsValue(rest[1..]))
            return;
        // Of another console: the director's name there follows its own here.
        var start = $"{Label}=\"";
        labels = labels.StartsWith(start, StringComparison.Ordinal) ? $"{start}{director}/{labels[start.Length..]}"
            : labels.Length > 0 ? $"{start}{director}\",{labels}"
            : $"{start}{director}\"";
        family.Samples.Append(line[..end]).Append('{').Append(labels).Append('}').Append(rest).Append('\n');
    }

    private static bool Belongs(ReadOnlySpan<char> name, Family family)
    {
        var suffix = name.StartsWith(family.Name) ? name[family.Name.Length..] : "?";
        return suffix.Length == 0 || (family.Type is "histogram" or "summary" && suffix is "_bucket" or "_sum" or "_count");
    }

    /// <summary>A number as Prometheus writes it, and perhaps a time in milliseconds behind it.</summary>
    private static bool IsValue(ReadOnlySpan<char> text)
    {
        var blank = text.IndexOf(' ');
        var value = blank < 0 ? text : text[..blank];
        return (value is "NaN" or "+Inf" or "-Inf" || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            && (blank < 0 || long.TryParse(text[(blank + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
    }

    /// <returns>Where the "}" is that ends the labels; -1 if they do not end.</returns>
    private static int EndOfLabels(ReadOnlySpan<char> text)
    {
        var isQuoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && isQuoted)
                i++;
            else if (text[i] == '"')
                isQuoted = !isQuoted;
            else if (text[i] == '}' && !isQuoted)
                return i;
        }

        return -1;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or ':'))
                return false;
        }

        return true;
    }

    private Family FamilyOf(string name)
    {
        if (_families.TryGetValue(name, out var known))
            return known;
        var family = new Family(name);
        _families.Add(name, family);
        _order.Add(family);
        return family;
    }

    private sealed class Family(string name)
    {
        public string Name => name;

        public string? Help { get; set; }

        public string? Type { get; set; }

        public StringBuilder Samples { get; } = new();
    }
}
