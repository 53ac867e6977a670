using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Ldirectord.Platform;
using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Processors;

/// <summary>
/// What the program takes of the C interface has the value that the C compiler gives it, for both processors: gcc for this one, clang and
/// Debian's C library for arm64, whose program runs under qemu-aarch64-static.
/// </summary>
public sealed partial class CInterfaceTests : IDisposable
{
    private const string Headers = """
        #define _GNU_SOURCE
        #include <stddef.h>
        #include <stdio.h>
        #include <errno.h>
        #include <fcntl.h>
        #include <grp.h>
        #include <poll.h>
        #include <pwd.h>
        #include <signal.h>
        #include <spawn.h>
        #include <termios.h>
        #include <net/if.h>
        #include <netinet/in.h>
        #include <netinet/tcp.h>
        #include <sys/epoll.h>
        #include <sys/eventfd.h>
        #include <sys/file.h>
        #include <sys/ioctl.h>
        #include <sys/resource.h>
        #include <sys/socket.h>
        #include <sys/stat.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <sys/uio.h>
        #include <linux/close_range.h>
        #include <linux/ethtool.h>
        #include <linux/icmp.h>
        #include <linux/if_packet.h>
        #include <linux/ip_vs.h>
        #include <linux/netlink.h>
        #include <linux/rtnetlink.h>
        #include <linux/sockios.h>
        """;

    private static readonly string[] s_processors = ["x64", "arm64"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ldirectord-abi-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task ValueThatTheProcessorDecides_IsTheCompilers_ForBoth()
    {
        var source = File.ReadAllText(Repository.PathOf("src", "Ldirectord.Net", "Platform", "ProcessorAbi.cs"));
        var values = Value().Matches(source);
        Assert.Equal(
            typeof(ProcessorAbi).GetFields(BindingFlags.Public | BindingFlags.Static).Length
            + typeof(ProcessorAbi).GetProperties(BindingFlags.Public | BindingFlags.Static).Length,
            values.Count);
        List<string> expressions = [.. values.Select(value => value.Groups["c"].Value)];

        foreach (var processor in s_processors)
        {
            var compiled = await AskAsync(processor, expressions);
            Assert.All(values, (value, at) => Assert.Equal(
                (expressions[at], Number(value.Groups[value.Groups["same"].Success ? "same" : processor].Value)),
                (expressions[at], compiled[at])));
        }
    }

    [Fact]
    public async Task RestOfTheCInterface_IsTheSameOnBoth()
    {
        List<(string C, long Value)> all =
        [
            .. ErrorNumbers(),
            .. SharedCInterface.Constants(),
            .. SharedCInterface.Structures(),
        ];
        foreach (var processor in s_processors)
        {
            var compiled = await AskAsync(processor, [.. all.Select(one => one.C)]);
            Assert.All(all, (one, at) => Assert.Equal(one, (one.C, compiled[at])));
        }
    }

    private static IEnumerable<(string C, long Value)> ErrorNumbers() =>
        ErrorNumber().Matches(File.ReadAllText(Repository.PathOf("src", "Ldirectord.Net", "Platform", "Errno.cs")))
            .Select(one => (one.Groups["c"].Value, Number(one.Groups["value"].Value)));

    /// <summary>The expressions' values on a processor.</summary>
    private async Task<long[]> AskAsync(string processor, IReadOnlyList<string> expressions)
    {
        var (source, program) = (Path.Combine(_folder.FullName, "ask.c"), Path.Combine(_folder.FullName, processor));
        await File.WriteAllTextAsync(source, Headers
            + $"\nint main(void)\n{{\n{string.Concat(expressions.Select(one => $"\tprintf(\"%lld\\n\", (long long)({one}));\n"))}}}\n");
        string[] compiler = processor == "arm64" ? ["clang", "--target=aarch64-linux-gnu", "-fuse-ld=lld", "-static"] : ["gcc"];
        var built = await Tool.RunAsync(compiler[0], [.. compiler[1..], "-w", "-o", program, source]);
        Assert.True(built.Code == 0, built.Said);
        var ran = processor == "arm64" ? await Tool.RunAsync("qemu-aarch64-static", [program]) : await Tool.RunAsync(program, []);
        Assert.True(ran.Code == 0, ran.Said);
        return [.. ran.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Number)];
    }

    private static long Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? long.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : long.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"public .*(= (?<same>\w+);|Of\(x64: (?<x64>\w+), arm64: (?<arm64>\w+)\);) // (?<c>.+)")]
    private static partial Regex Value();

    [GeneratedRegex(@"const int \w+ = (?<value>\d+); // (?<c>E\w+)")]
    private static partial Regex ErrorNumber();
}
