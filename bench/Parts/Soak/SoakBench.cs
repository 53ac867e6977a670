using System.Diagnostics;
using System.Globalization;

namespace Ldirectord.Bench;

/// <summary>
/// A day's work in minutes: a process of its own runs the engine as fast as it goes, and its memory and descriptors are looked at every
/// second.
/// </summary>
internal static class SoakBench
{
    public const double Millions = 10;

    public const string Picture = "bench/soak.svg";

    /// <summary>
    /// Seconds, fewer of a short soak. The least of each such time counts: what is there only now and then (garbage, connections under way)
    /// is no leak.
    /// </summary>
    private const int Window = 20;

    /// <param name="draws">Writes the curve to <see cref="Picture"/>, and says it as a table.</param>
    public static async Task RunAsync(Figures figures, double millions, bool draws = false)
    {
        var folder = Directory.CreateTempSubdirectory("bench-");
        try
        {
            using var web = await WebServer.StartAsync(folder.FullName).ConfigureAwait(false);
            var samples = await SampleAsync(millions).ConfigureAwait(false);
            Show(figures, millions, samples);
            if (!draws)
                return;
            var curve = Windows(samples);
            await File.WriteAllTextAsync(Picture, SoakCurve.Svg(curve)).ConfigureAwait(false);
            Console.WriteLine(SoakCurve.Table(curve));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<SoakSample>> SampleAsync(double millions)
    {
        // As the program is: compiled once, for that code is compiled anew while it runs is no part of its life, and the collector bound as
        // Ldirectord.Net.csproj has it.
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["engine"])
        {
            RedirectStandardOutput = true,
            Environment = { ["DOTNET_TieredCompilation"] = "0", ["DOTNET_GCGen1MaxBudget"] = "80000" },
        };
        using var engine = Process.Start(start)!;
        var samples = new List<SoakSample>();
        while (await engine.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } done)
        {
            var sample = new SoakSample(
                long.Parse(done, CultureInfo.InvariantCulture) / 1e6, ProcessMemory.Of(engine.Id), HostProcess.DescriptorsOf(engine.Id));
            samples.Add(sample);
            if (samples.Count % Window == 0)
                Figures.Say($"{Least(samples.TakeLast(Window))}");
            if (sample.Millions >= millions)
                engine.Kill();
        }

        await engine.WaitForExitAsync().ConfigureAwait(false);
        return samples;
    }

    private static void Show(Figures figures, double millions, List<SoakSample> samples)
    {
        // The first quarter is warm-up: pools fill, the collector finds its measure.
        var warm = Windows(samples.Skip(samples.Count / 4).ToList());
        Row("private memory", sample => sample.Memory.Written,
            "{0:0.0} MB, {1:+0.000;-0.000;0.000} MB per million (give or take {2:0.000})", 0.05);
        Row("descriptors", sample => sample.Descriptors, "{0:0}, {1:+0.0;-0.0;0.0} per million", 1);

        void Row(string what, Func<SoakSample, double> value, string format, double limit)
        {
            var (slope, error) = Slope(warm.Select(sample => (sample.Millions, value(sample))).ToList());
            figures.Add(Figures.Text("{0:#,0.##} million checks with failures and reloads: {1}", millions, what),
                Figures.Text(format, Figures.Median(warm.Select(value)), slope, error),
                $"flat: at most {Figures.Text("{0}", limit)} per million", slope <= limit);
        }
    }

    private static List<SoakSample> Windows(List<SoakSample> samples)
    {
        var length = Math.Clamp(samples.Count / 8, 1, Window);
        return [.. samples.Chunk(length).Where(window => window.Length == length).Select(Least)];
    }

    private static SoakSample Least(IEnumerable<SoakSample> window) => new(
        window.Average(sample => sample.Millions),
        new ProcessMemory(
            window.Min(sample => sample.Memory.Resident), window.Min(sample => sample.Memory.Proportional),
            window.Min(sample => sample.Memory.Written)),
        window.Min(sample => sample.Descriptors));

    /// <returns>Of the line of least squares, with its standard error.</returns>
    private static (double Slope, double Error) Slope(List<(double X, double Y)> points)
    {
        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        var spread = points.Sum(point => Math.Pow(point.X - x, 2));
        var slope = points.Sum(point => (point.X - x) * (point.Y - y)) / spread;
        var rest = points.Sum(point => Math.Pow(point.Y - y - slope * (point.X - x), 2));
        return (slope, Math.Sqrt(rest / (points.Count - 2) / spread));
    }
}
