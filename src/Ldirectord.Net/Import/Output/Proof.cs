using Ldirectord.Config;

namespace Ldirectord.Import;

/// <summary>
/// Reads the translation as check does. A line that would be refused, for a value that no rule of the import has foreseen, becomes a loss,
/// so that the text never has an error.
/// </summary>
internal static class Proof
{
    /// <summary>Readings until no error is left: a loss can make another line wrong.</summary>
    private const int MostRounds = 20;

    public static Translation Of(Translation translation)
    {
        for (var round = 0; round < MostRounds && Errors(translation) is { Count: > 0 } errors; round++)
        {
            foreach (var (row, why) in errors)
            {
                if (row.Line is { } line)
                    row.Part.Refuse(line, why);
                else if (row.Part.Head is not null)
                    translation.Refuse(row.Part, why);
            }
        }

        return translation;
    }

    /// <summary>One error of each line.</summary>
    private static List<(CfRow Row, string Why)> Errors(Translation translation)
    {
        CfRow[] rows = [.. translation.Rows(explains: false)];
        var text = string.Concat(rows.Select(row => $"{row.Text}\n"));
        return
        [
            .. ConfigReader.ReadText("ldirectord.cf", text, names: new NameResolver(null)).Errors.Where(error => error.Line <= rows.Length)
                .GroupBy(error => error.Line).Select(group => (rows[Math.Max(group.Key, 1) - 1], group.First().Message)),
        ];
    }
}
