using Ldirectord.Config;
using Ldirectord.Daemon;
using Ldirectord.Import;
using Ldirectord.Ipvs;
using Ldirectord.Platform;
using Ldirectord.Text;

namespace Ldirectord.Cli;

/// <summary>
/// import: prints ldirectord.cf for the configuration of another program. What has no home is named in it, and on standard error. Exit 0
/// all translated, 1 with losses, 2 unreadable.
/// </summary>
internal static class ImportCommand
{
    /// <summary>Losses that are named on standard error; the text has all of them.</summary>
    private const int MostNamed = 50;

    public static int Run(CommandLine line, TextWriter output, TextWriter error)
    {
        var (kind, file) = (line.Arguments[0], line.Arguments.ElementAtOrDefault(1));
        if (Mistake(line, kind, file) is { } mistake)
        {
            error.WriteLine(mistake);
            return ExitCode.BadConfig;
        }

        Translation translation;
        try
        {
            translation = Read(line, kind, file);
        }
        catch (Exception e) when (e is UnreadableInputException or IpvsException)
        {
            error.WriteLine(Printable.Of(e.Message));
            return ExitCode.BadConfig;
        }

        if (line.KeepVrrp is { } kept && Problem(kept, translation.Kept ?? "") is { } problem)
        {
            error.WriteLine(Printable.Of($"--keep-vrrp {kept}: {problem}"));
            return ExitCode.BadConfig;
        }

        output.Write(translation.Text(line.Explains));
        if (translation.Cluster is { } cluster)
            output.Write("\n" + string.Concat(cluster.TrimEnd('\n').Split('\n').Select(one => $"# {one.TrimStart('#').TrimStart()}\n")));
        return Report(translation, error);
    }

    /// <summary>Writes what keepalived keeps, which may have passwords: a new file is for its owner alone.</summary>
    /// <returns>Why it cannot be written; null if it is.</returns>
    private static string? Problem(string path, string text)
    {
        try
        {
            using var file = new StreamWriter(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            file.Write(text);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private static string? Mistake(CommandLine line, string kind, string? file) =>
        kind is not ("keepalived" or "lvs.cf" or "ipvsadm" or "kernel")
            ? $"import {Printable.Of(kind)}: expected keepalived, lvs.cf, ipvsadm or kernel"
        : file is null && kind != "kernel" ? $"import {kind}: expected a file"
        : file is not null && kind == "kernel" ? "import kernel: expected no file"
        : line.ConfigId is not null && kind != "keepalived" ? "--config-id is for keepalived"
        : line.KeepVrrp is not null && kind != "keepalived" ? "--keep-vrrp is for keepalived"
        : line.Cluster is not null && kind != "lvs.cf" ? "--cluster is for lvs.cf"
        : line.Cluster is { } cluster && !ClusterSnippet.Kinds.Contains(cluster)
            ? $"--cluster {Printable.Of(cluster)}: expected {string.Join(", ", ClusterSnippet.Kinds)}"
        : null;

    private static Translation Read(CommandLine line, string kind, string? file) => kind switch
    {
        "keepalived" => OfKeepalived(line, file!),
        "lvs.cf" => LvsCfImport.Of(ReadText(file!), file!, line.Cluster),
        "ipvsadm" => IpvsadmImport.Of(ReadText(file!), file!, new NameResolver()),
        _ => OfKernel(),
    };

    private static Translation OfKeepalived(CommandLine line, string file)
    {
        var source = KeepalivedSource.OfFile(file, line.ConfigId ?? Environment.MachineName.Split('.')[0]);
        return line.KeepVrrp is { } kept && source.HasRead(kept)
            ? throw new UnreadableInputException($"--keep-vrrp {kept}: it is imported, and would be lost: expected another file")
            : KeepalivedImport.Of(source, file, line.KeepVrrp is not null);
    }

    private static Translation OfKernel()
    {
        if (!NetlinkIpvs.IsAvailable())
            throw new UnreadableInputException("this kernel has no IPVS, or has not loaded it yet");
        return TableImport.OfKernel(IpvsSource.Open(dryRun: true).Read(), NetlinkTimeouts.Read(), NetlinkSync.Read());
    }

    private static string ReadText(string file)
    {
        try
        {
            return RegularFile.ReadText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{file}: {e.Message}");
        }
    }

    private static int Report(Translation translation, TextWriter error)
    {
        CfLine[] losses = [.. translation.Losses.DistinctBy(loss => loss.Comment)];
        foreach (var loss in losses.Take(MostNamed))
            error.WriteLine(loss.Comment);
        if (losses.Length > MostNamed)
            error.WriteLine($"… and {losses.Length - MostNamed} more: search the output for NOT TRANSLATED");
        var services = Plural.Of(translation.Services.Count, "virtual service");
        var lost = losses.Length == 0 ? "nothing lost" : $"{Plural.Of(losses.Length, "statement")} not translated";
        error.WriteLine($"{services}, {lost}");
        return losses.Length == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
