namespace Ldirectord.Bench;

/// <summary>What the engine held after so many checks.</summary>
internal sealed record SoakSample(double Millions, ProcessMemory Memory, double Descriptors);

/// <summary>Memory and descriptors over the number of checks.</summary>
internal static class SoakCurve
{
    private const int Parts = 4;

    /// <param name="samples">In their order.</param>
    public static string Svg(IReadOnlyList<SoakSample> samples)
    {
        var diagrams = new Diagrams(3);
        var most = samples[^1].Millions;
        Draw("written memory, MB", sample => sample.Memory.Written);
        Draw("resident memory, MB", sample => sample.Memory.Resident);
        Draw("descriptors", sample => sample.Descriptors);
        return diagrams.Svg();

        void Draw(string title, Func<SoakSample, double> value) => diagrams.Draw(
            title, [.. samples.Select(sample => new Place(sample.Millions / most, value(sample)))],
            Enumerable.Range(0, Parts + 1).Select(part => ((double)part / Parts, Figures.Text("{0:0.##}", most * part / Parts))),
            "million checks", areMarked: false);
    }

    /// <summary>The same as a table with a line for each twentieth.</summary>
    public static string Table(IReadOnlyList<SoakSample> samples)
    {
        const int lines = 20;
        var each = samples[^1].Millions / lines;
        var text = "| million checks | written memory, MB | resident memory, MB | descriptors |\n|---|---|---|---|\n";
        for (var line = 1; line <= lines; line++)
        {
            var part = samples.Where(sample => sample.Millions > each * (line - 1) && sample.Millions <= each * line).ToList();
            if (part.Count > 0)
                text += Figures.Text("| {0:0.##} | {1:0.0} | {2:0.0} | {3:0} |\n", each * line, part.Min(sample => sample.Memory.Written),
                    part.Min(sample => sample.Memory.Resident), part.Min(sample => sample.Descriptors));
        }

        return text;
    }
}
