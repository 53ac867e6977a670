using System.Globalization;

namespace Ldirectord.Import;

/// <summary>
/// Statements that a checker inherits from its real server, and a real server from its virtual server: the nearest one counts. Which ones
/// were used is remembered, so that no statement is lost.
/// </summary>
/// <param name="blocks">From the nearest block to the farthest.</param>
internal sealed class Settings(Usage used, params KeepalivedStatement[] blocks)
{
    /// <summary>The nearest statement of one of these keywords; null if there is none.</summary>
    public KeepalivedStatement? Find(params string[] keywords)
    {
        var found = blocks.Select(block => block.Last(keywords)).FirstOrDefault(one => one is not null);
        if (found is not null)
            used.Add(found);
        return found;
    }

    /// <summary>Where the statement stands, or else the nearest block.</summary>
    public Origin From(KeepalivedStatement? statement) => statement?.From ?? blocks[0].From;

    /// <summary>Seconds, with a fraction (TIMER of keepalived.conf(5)).</summary>
    /// <param name="takesZero">0 is a value; else keepalived refuses it.</param>
    public (double Seconds, Origin From) Timer(double unsaid, bool takesZero, params string[] keywords)
    {
        var statement = Find(keywords);
        if (double.TryParse(statement?.Word(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && (seconds > 0 || takesZero))
            return (seconds, From(statement));
        Refuse(statement, takesZero ? "a number of seconds" : "a number of seconds above 0", unsaid);
        return (unsaid, From(statement));
    }

    /// <summary>A number from 0.</summary>
    public (int Number, Origin From) Number(int unsaid, params string[] keywords)
    {
        var statement = Find(keywords);
        if (Parse(statement?.Word(1)) is { } number)
            return (number, From(statement));
        Refuse(statement, "a number from 0", unsaid);
        return (unsaid, From(statement));
    }

    private void Refuse(KeepalivedStatement? statement, string expected, double unsaid)
    {
        if (statement is not null)
            used.Refuse(statement, string.Create(CultureInfo.InvariantCulture, $"expected {expected}: keepalived takes {unsaid}"));
    }

    public bool Is(string keyword) => IsOn(Find(keyword));

    /// <summary>A word alone, or with on, true or yes.</summary>
    public static bool IsOn(KeepalivedStatement? statement) =>
        statement is not null && statement.Word(1)?.ToLowerInvariant() is null or "on" or "true" or "yes";

    public static int? Parse(string? digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
