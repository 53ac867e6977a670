using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Doctor;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// doctor: finds mistakes in the set-up of this director, or of this real server; changes nothing. Exit 0 none, 1 warnings, 2 failures.
/// </summary>
internal static class DoctorCommand
{
    /// <summary>This machine is the director of the configuration.</summary>
    public static async Task<int> RunAsync(CommandContext run)
    {
        IPAddress? through = null;
        if (run.Line.Through is { } text && (!TryAddress(text, out through)
            || !run.Config.VirtualServices.Any(service => through.Equals(service.Id.EndPoint?.Address))))
        {
            run.Error.WriteLine($"--through {Printable.Of(text)}: expected the address of a virtual service of the configuration");
            return ExitCode.Usage;
        }

        var examined = new DirectorCase(await HostReader.ReadAsync().ConfigureAwait(false), run.Config);
        var arp = await ArpReader.AskAsync(examined).ConfigureAwait(false);
        ImmutableArray<ThroughResult>? tried = through is null ? null
            : await ThroughProbe.RunAsync(run.Config, through, TimeProvider.System).ConfigureAwait(false);
        examined = new DirectorCase(examined.Host, run.Config) { Arp = arp, Through = tried };
        return Print(run.Line, Diagnosis.Of(DirectorLooks.All, examined), run.Out);
    }

    /// <summary>--explain, or --real-server.</summary>
    public static async Task<int> RunWithoutConfigAsync(CommandLine line, TextWriter output, TextWriter error)
    {
        if (line.Explain is { } id)
            return Explain(id, output, error);
        var (address, port) = ParseVirtual(line.RealServer!);
        if (address is null)
            return Refuse($"--real-server {Printable.Of(line.RealServer!)}: expected the virtual address: 192.0.2.10 or 192.0.2.10:80");
        if (ForwardingMethodNames.Parse(line.Mode ?? "gate") is not { } method)
            return Refuse($"--mode {Printable.Of(line.Mode!)}: expected {ForwardingMethodNames.Expected}");
        IPAddress? director = null;
        if (line.Director is { } text && !TryAddress(text, out director))
            return Refuse($"--director {Printable.Of(text)}: expected an address");
        var host = await HostReader.ReadAsync().ConfigureAwait(false);
        return Print(line, Diagnosis.Of(RealServerLooks.All, new RealServerCase(host, address, port, method, director)), output);

        int Refuse(string message)
        {
            error.WriteLine(message);
            return ExitCode.Usage;
        }
    }

    private static int Explain(string id, TextWriter output, TextWriter error)
    {
        if (Conditions.Find(id) is not { } condition)
        {
            error.WriteLine($"--explain {Printable.Of(id)}: expected one of {string.Join(' ', Conditions.All.Select(one => one.Id))}");
            return ExitCode.Usage;
        }

        output.WriteLine($"{condition.Id}: {condition.Fine}");
        output.WriteLine($"Without it: {condition.Symptom}.");
        output.WriteLine(condition.Background);
        return ExitCode.Ok;
    }

    private static int Print(CommandLine line, ImmutableArray<Diagnosed> found, TextWriter output)
    {
        output.Write(line.Json ? DoctorJson.Of(found) : DoctorText.Of(found));
        var worst = found.IsEmpty ? Level.Ok : found.Max(one => one.Finding.Level);
        return worst switch
        {
            Level.Failure => ExitCode.BadConfig,
            Level.Warning => ExitCode.Failed,
            _ => ExitCode.Ok,
        };
    }

    /// <summary>"192.0.2.10", "192.0.2.10:80", "2001:db8::10", "[2001:db8::10]:80".</summary>
    private static (IPAddress? Address, int? Port) ParseVirtual(string text)
    {
        if (TryAddress(text, out var alone))
            return (alone, null);
        return IPEndPoint.TryParse(text, out var end) && end.Port > 0 && TryAddress(end.Address.ToString(), out var address)
            ? (address, end.Port) : (null, null);
    }

    /// <summary>IPAddress takes "10.1" and "[::1]:80" for addresses, too.</summary>
    private static bool TryAddress(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetwork ? text.Split('.').Length == 4 && !text.Contains(':') : !text.Contains('['));
}
