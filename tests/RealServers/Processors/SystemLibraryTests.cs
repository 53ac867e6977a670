using Ldirectord.Tests.Support;

namespace Ldirectord.RealServers.Processors;

/// <summary>A library that is missing, broken or too old is one sentence and exit code 2, by "check" and by "start".</summary>
public sealed class SystemLibraryTests : IDisposable
{
    private const string Patterns = "\treceive=\"ok\"\n", Tls = "\tservice=https\n";
    private const string Mysql = "\tservice=mysql\n\tlogin=\"u\"\n\tpasswd=\"p\"\n\tdatabase=\"d\"\n\trequest=\"SELECT 1\"\n";
    private const string Odbc = "\tservice=odbc\n\tlogin=\"u\"\n\tpasswd=\"p\"\n\tdatabase=\"Driver=x\"\n\trequest=\"SELECT 1\"\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ldirectord-libraries-");

    public static TheoryData<string, string, string, string, string> Libraries => new()
    {
        { "libpcre2-8.so.0", "libpcre2-8-0", "pcre2_set_heap_limit_8", "a regular expression", Patterns },
        { "libssl.so.3", "libssl3", "SSL_CTX_set_ciphersuites", "service = https", Tls },
        { "libmariadb.so.3", "libmariadb3", "mariadb_cancel", "service = mysql", Mysql },
        { "libodbc.so.2", "libodbc2", "SQLDriverConnectW", "service = odbc", Odbc },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory, MemberData(nameof(Libraries))]
    public async Task LibraryThatIsNotThere_IsOneSentence(string file, string package, string function, string user, string section)
    {
        Assert.NotEqual("", function);
        await HoldAsync(BuiltProgram.Arm64, section, Missing(file, package, user), libraries: LibcAlone());
    }

    [Theory, MemberData(nameof(Libraries))]
    public async Task LibraryThatIsBroken_IsOneSentence(string file, string package, string function, string user, string section)
    {
        Assert.NotEqual("", function);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), "");
        await HoldAsync(BuiltProgram.X64, section, Missing(file, package, user));
        await HoldAsync(BuiltProgram.Arm64, section, Missing(file, package, user));
    }

    [Theory, MemberData(nameof(Libraries))]
    public async Task LibraryThatIsTooOld_IsOneSentence(string file, string package, string function, string user, string section)
    {
        var expected = $"{user} needs {function} of {file}, which is too old to have it: expected a newer Debian package {package}";
        await CompileAsync(file, "gcc");
        await HoldAsync(BuiltProgram.X64, section, expected);
        await CompileAsync(file, "clang", "--target=aarch64-linux-gnu", "-fuse-ld=lld", "-nostdlib");
        await HoldAsync(BuiltProgram.Arm64, section, expected);
    }

    [Fact]
    public async Task ProgramWithoutAnyLibraryButLibc_ChecksAndProbes()
    {
        var file = Configuration("\tchecktype=connect\n\tcheckport=1\n");
        var libraries = LibcAlone();
        var check = await BuiltProgram.RunAsync(BuiltProgram.Arm64, [file, "check"], libraries: libraries);
        Assert.Equal(new ProgramAnswer(0, "1 virtual service, 1 real server, 1 distinct check\n", ""), check);
        var probe = await BuiltProgram.RunAsync(BuiltProgram.Arm64, [file, "probe"], libraries: libraries);
        Assert.Equal((1, ""), (probe.Code, probe.Error));
        Assert.Contains("connection refused", probe.Output, StringComparison.Ordinal);
    }

    /// <summary>"check" and "start" refuse the file for the library's sake, and say nothing else.</summary>
    private async Task HoldAsync(string program, string section, string expected, string? libraries = null)
    {
        var file = Configuration(section);
        List<string[]> commands = [[file, "check"], ["-d", "--dry-run", file, "start"]];
        // In the background the program starts itself again, which the emulator cannot do.
        if (program == BuiltProgram.X64)
            commands.Add(["--dry-run", file, "start"]);
        foreach (var command in commands)
        {
            var answer = await BuiltProgram.RunAsync(program, command, libraries, _folder.FullName);
            var said = answer.Output + answer.Error;
            Assert.True(answer.Code == 2, $"{string.Join(' ', command)}: {answer}");
            Assert.Equal(1, said.Split('\n').Count(line => line.Contains(expected, StringComparison.Ordinal)));
            Assert.DoesNotContain("Exception", said, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        }
    }

    private static string Missing(string file, string package, string user) =>
        $"{user} needs {file}, which cannot be loaded: expected the Debian package {package} to be installed";

    private string Configuration(string section)
    {
        var file = Path.Combine(_folder.FullName, $"{Guid.NewGuid()}.cf");
        File.WriteAllText(file, $"virtual=127.0.0.1:8099\n\treal=127.0.0.1:9099 masq\n{section}");
        return file;
    }

    /// <summary>A root folder for arm64 with the C library and nothing else.</summary>
    private string LibcAlone()
    {
        var root = Directory.CreateDirectory(Path.Combine(_folder.FullName, "libc")).FullName;
        string[] files =
            ["lib/ld-linux-aarch64.so.1", "lib/aarch64-linux-gnu/libc.so.6", "lib/aarch64-linux-gnu/libm.so.6"];
        foreach (var file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, file))!);
            File.Copy(Path.Combine(BuiltProgram.Arm64Libraries, file), Path.Combine(root, file), overwrite: true);
        }

        return root;
    }

    /// <summary>Makes a library of that name without the functions that the program needs.</summary>
    private async Task CompileAsync(string file, params string[] compiler)
    {
        var source = Path.Combine(_folder.FullName, "old.c");
        await File.WriteAllTextAsync(source, "int old_function(void) { return 0; }\n");
        var (code, said) = await Tool.RunAsync(
            compiler[0], [.. compiler[1..], "-shared", "-fPIC", "-o", Path.Combine(_folder.FullName, file), source]);
        Assert.True(code == 0, said);
    }
}
