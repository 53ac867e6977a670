using System.Text;

namespace Ldirectord.Bench;

/// <summary>Where a figure lies between the left and the right end of a diagram, from 0 to 1.</summary>
internal readonly record struct Place(double Share, double Value);

/// <summary>Small diagrams side by side as a picture (SVG), legible on light and on dark.</summary>
internal sealed class Diagrams(int count)
{
    private const int Width = 250;
    private const int Height = 150;
    private const int Gap = 50;
    private const int Top = 40;

    private static readonly int[] s_steps = [1, 2, 4, 10];

    private readonly StringBuilder _text = new(
        $$"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{count * (Width + Gap) + 10}} {{Top + Height
            + 50}}" font-family="sans-serif" font-size="11">
        <style>
        :root { --ink: #333; --grid: #ddd; --line: #0b62a4 }
        @media (prefers-color-scheme: dark) { :root { --ink: #ccc; --grid: #444; --line: #6db3f2 } }
        text { fill: var(--ink) } .title { font-size: 12px } .grid { stroke: var(--grid) }
        .curve { stroke: var(--line); stroke-width: 2; fill: none } circle { fill: var(--line) }
        </style>

        """);

    private int _drawn;

    /// <param name="labels">Below the diagram, and where.</param>
    /// <param name="unit">Of the labels.</param>
    /// <param name="areMarked">Each figure has a point.</param>
    public void Draw(
        string title, IReadOnlyList<Place> places, IEnumerable<(double Share, string Text)> labels, string unit, bool areMarked)
    {
        var left = Gap - 10 + _drawn++ * (Width + Gap);
        var most = RoundUp(places.Max(place => place.Value));
        var placed = places.Select(place => (X: left + Width * place.Share, Y: Top + Height * (1 - place.Value / most))).ToList();
        _text.AppendLine(Figures.Text("<text class=\"title\" x=\"{0}\" y=\"20\">{1}</text>", left, title));
        for (var part = 0; part <= 4; part++)
        {
            var y = Top + Height * (1 - part / 4.0);
            _text.AppendLine(Figures.Text("<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/><text x=\"{3}\" y=\"{4}\" "
                + "text-anchor=\"end\">{5:0.##}</text>", left, left + Width, y, left - 5, y + 4, most * part / 4));
        }

        _text.AppendLine(Figures.Text("<polyline class=\"curve\" points=\"{0}\"/>",
            string.Join(' ', placed.Select(at => Figures.Text("{0:0.#},{1:0.#}", at.X, at.Y)))));
        foreach (var (x, y) in areMarked ? placed : [])
            _text.AppendLine(Figures.Text("<circle cx=\"{0:0.#}\" cy=\"{1:0.#}\" r=\"3\"/>", x, y));
        foreach (var (share, text) in labels)
            _text.AppendLine(Figures.Text("<text x=\"{0:0.#}\" y=\"{1}\" text-anchor=\"middle\">{2}</text>", left + Width * share,
                Top + Height + 16, text));
        _text.AppendLine(Figures.Text("<text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">{2}</text>", left + Width / 2, Top + Height + 34,
            unit));
    }

    /// <summary>The picture.</summary>
    public string Svg() => $"{_text}</svg>\n";

    /// <summary>To 1, 2, 4 or 10 times a power of ten: quarters of it are short.</summary>
    private static double RoundUp(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return s_steps.First(factor => value <= factor * power) * power;
    }
}
