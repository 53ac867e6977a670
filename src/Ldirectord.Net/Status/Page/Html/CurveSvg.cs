using System.Globalization;
using System.Text;

namespace Ldirectord.Status;

/// <summary>New connections per second in the last ten minutes, as a small curve.</summary>
internal static class CurveSvg
{
    /// <summary>Numbers of a whole curve: one each 10 s.</summary>
    public const int Points = 60;

    private const int Height = 24;

    public static void Write(HtmlWriter html, IReadOnlyList<double> curve)
    {
        if (curve.Count < 2)
            return;
        var most = curve.Max();
        html.Open("svg",
                ("class", "curve"), ("viewBox", "0 0 118 24"), ("preserveAspectRatio", "none"), ("role", "img"),
                ("aria-label", $"connections per second in ten minutes: now {Spans.Rate(curve[^1])}, at most {Spans.Rate(most)}"))
            .Open("path", ("class", "area"), ("d", $"M{X(curve.Count)} {Height}L{Path(curve, most)}L118 {Height}Z")).Close()
            .Open("path", ("class", "line"), ("vector-effect", "non-scaling-stroke"), ("d", $"M{Path(curve, most)}")).Close()
            .Close();
    }

    private static string Path(IReadOnlyList<double> curve, double most)
    {
        var path = new StringBuilder();
        for (var i = 0; i < curve.Count; i++)
        {
            var y = Height - 1 - (most > 0 ? Math.Max(0, curve[i]) / most * (Height - 3) : 0);
            path.Append(i > 0 ? "L" : "").Append(X(curve.Count - i))
                .Append(CultureInfo.InvariantCulture, $" {y:0.#}");
        }

        return path.ToString();
    }

    /// <param name="back">1 for the newest point, at the right edge.</param>
    private static int X(int back) => (Points - back) * 2;
}
