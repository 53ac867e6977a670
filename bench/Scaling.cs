using System.Text;

namespace Ldirectord.Bench;

/// <summary>
/// The curves of growth as a picture (SVG), legible on light and on dark: three small diagrams over the number of real servers.
/// </summary>
internal static class Scaling
{
    private const int Width = 250;
    private const int Height = 150;
    private const int Gap = 50;
    private const int Top = 40;

    private static readonly int[] s_steps = [1, 2, 4, 10];

    public static string Svg(IReadOnlyList<Point> points)
    {
        var text = new StringBuilder(
            $$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{3 * (Width + Gap) + 10}} {{Top + Height
                + 50}}" font-family="sans-serif" font-size="11">
            <style>
            :root { --ink: #333; --grid: #ddd; --line: #0b62a4 }
            @media (prefers-color-scheme: dark) { :root { --ink: #ccc; --grid: #444; --line: #6db3f2 } }
            text { fill: var(--ink) } .title { font-size: 12px } .grid { stroke: var(--grid) }
            .curve { stroke: var(--line); stroke-width: 2; fill: none } circle { fill: var(--line) }
            </style>

            """);
        Draw(0, "CPU per http check, µs", point => point.MicrosecondsPerCheck);
        Draw(1, "failed answer to table, ms", point => point.MillisecondsToNotice);
        Draw(2, "private memory, MB", point => point.PrivateMegabytes);
        return text.Append("</svg>\n").ToString();

        void Draw(int place, string title, Func<Point, double> value)
        {
            var left = Gap - 10 + place * (Width + Gap);
            var most = RoundUp(points.Max(value));
            var placed = points.Select(point => (X: left + X(point.Servers), Y: Top + Height * (1 - value(point) / most), point.Servers))
                .ToList();
            text.AppendLine(Figures.Text("<text class=\"title\" x=\"{0}\" y=\"20\">{1}</text>", left, title));
            for (var part = 0; part <= 4; part++)
            {
                var y = Top + Height * (1 - part / 4.0);
                text.AppendLine(Figures.Text("<line class=\"grid\" x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/><text x=\"{3}\" y=\"{4}\" "
                    + "text-anchor=\"end\">{5:0.##}</text>", left, left + Width, y, left - 5, y + 4, most * part / 4));
            }

            text.AppendLine(Figures.Text("<polyline class=\"curve\" points=\"{0}\"/>",
                string.Join(' ', placed.Select(at => Figures.Text("{0:0.#},{1:0.#}", at.X, at.Y)))));
            foreach (var (x, y, servers) in placed)
                text.AppendLine(Figures.Text("<circle cx=\"{0:0.#}\" cy=\"{1:0.#}\" r=\"3\"/><text x=\"{0:0.#}\" y=\"{2}\" "
                    + "text-anchor=\"middle\">{3:#,0}</text>", x, y, Top + Height + 16, servers));
            text.AppendLine(Figures.Text("<text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">real servers</text>", left + Width / 2,
                Top + Height + 34));
        }

        // Logarithmic: 100 to 10,000.
        double X(int servers) => Width * Math.Log((double)servers / points[0].Servers)
            / Math.Log((double)points[^1].Servers / points[0].Servers);
    }

    /// <summary>To 1, 2, 4 or 10 times a power of ten: quarters of it are short.</summary>
    private static double RoundUp(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return s_steps.First(factor => value <= factor * power) * power;
    }
}
