namespace Ldirectord.Bench;

/// <summary>The curves of growth over the number of real servers.</summary>
internal static class Scaling
{
    public static string Svg(IReadOnlyList<Point> points)
    {
        var diagrams = new Diagrams(3);
        Draw("CPU per http check, µs", point => point.MicrosecondsPerCheck);
        Draw("failed answer to table, ms", point => point.MillisecondsToNotice);
        Draw("private memory, MB", point => point.PrivateMegabytes);
        return diagrams.Svg();

        void Draw(string title, Func<Point, double> value) => diagrams.Draw(
            title, [.. points.Select(point => new Place(X(point.Servers), value(point)))],
            points.Select(point => (X(point.Servers), Figures.Text("{0:#,0}", point.Servers))), "real servers", areMarked: true);

        // Logarithmic: 100 to 10,000.
        double X(int servers) => Math.Log((double)servers / points[0].Servers)
            / Math.Log((double)points[^1].Servers / points[0].Servers);
    }
}
