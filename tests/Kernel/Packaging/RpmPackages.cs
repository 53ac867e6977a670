using System.Collections.Concurrent;
using Ldirectord.Kernel.Uml;

namespace Ldirectord.Kernel.Packaging;

/// <summary>The RPMs, built anew from the program under test, and those of a machine on which they are installed.</summary>
internal sealed class RpmPackages
{
    private static readonly string s_folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "rpms")).FullName;
    private static readonly ConcurrentDictionary<string, Lazy<Task<RpmPackages>>> s_built = new();

    private RpmPackages(string[] files) => (Director, Console, RealServer) = (files[0], files[1], files[2]);

    public string Director { get; }

    public string Console { get; }

    public string RealServer { get; }

    public string[] All => [Director, Console, RealServer];

    /// <summary>The packages of that version, built once for all tests.</summary>
    public static Task<RpmPackages> BuiltAsync(string version) =>
        s_built.GetOrAdd(version, _ => new(() => BuildAsync(s_folder, version))).Value;

    public static async Task<RpmPackages> BuildAsync(string folder, string version) => new(
        [
            .. (await DebianPackage.RunAsync(Path.Combine(DebianPackage.Repository, "rpm", "build"), version, folder))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Path.GetFullPath(line, DebianPackage.Repository)),
        ]);

    /// <summary>
    /// A guest that believes itself a machine of RPMs, with nothing of Debian's Perl ldirectord left, and a repository for dnf, which has
    /// Perl ldirectord as RHEL packs it, and ours in both versions.
    /// </summary>
    /// <returns>The folder of the repository.</returns>
    public static async Task<string> PrepareAsync(UmlMachine machine, params string[] versions)
    {
        var packages = await Task.WhenAll(versions.Select(BuiltAsync));
        var repository = Directory.CreateDirectory(Path.Combine(machine.Scratch, "repository")).FullName;
        foreach (var file in packages.SelectMany(built => built.All))
            File.Copy(file, Path.Combine(repository, Path.GetFileName(file)));
        var needed = packages.SelectMany(built => built.All).Select(file => DebianPackage.RunAsync("rpm", "-qp", "--requires", file));
        var system = (await Task.WhenAll(needed)).SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Where(need => !need.StartsWith("rpmlib(", StringComparison.Ordinal) && !need.Contains("ldirectord", StringComparison.Ordinal))
            .Select(need => need.Trim('(').Split(" or ")[0]).Distinct();
        await PackAsync(repository, "machine", string.Concat(system.Select(need => $"Provides: {need}\n")), "%files\n");
        await PackAsync(repository, "ldirectord", "", PerlLdirectord);
        await DebianPackage.RunAsync("createrepo_c", "--quiet", repository);
        await File.WriteAllTextAsync(Path.Combine(machine.Scratch, "dnf.conf"),
            $"""
            [main]
            reposdir=/nowhere
            plugins=0
            install_weak_deps=0
            gpgcheck=0
            cachedir=/run/dnf
            persistdir=/run/dnf
            logdir=/run
            [repository]
            name=repository
            baseurl=file://{repository}
            """);
        _ = (await machine.RunAsync(
            $"""
            for file in $(dpkg -L ldirectord); do
                case $file in /etc/ha.d* | /usr/share/doc*) ;; *) [ -d $file ] || rm $file ;; esac
            done
            echo '%_dbpath /var/lib/rpm' >/root/.rpmmacros
            rpm --initdb
            rpm -i {repository}/machine-*.rpm {repository}/ldirectord-4*.rpm
            """, TimeSpan.FromMinutes(2))).Text;
        return repository;
    }

    /// <summary>dnf in the guest, where nothing but the repository exists.</summary>
    public static string Dnf(UmlMachine machine, string arguments) =>
        $"dnf --config {machine.Scratch}/dnf.conf --releasever 9 -y {arguments} 2>&1";

    /// <summary>What the spec file of resource-agents has for its package ldirectord, made of Debian's files.</summary>
    private const string PerlLdirectord =
        """
        %install
        install -D -m 755 /usr/sbin/ldirectord %{buildroot}/usr/sbin/ldirectord
        install -D -m 644 /lib/systemd/system/ldirectord.service %{buildroot}/usr/lib/systemd/system/ldirectord.service
        install -D -m 644 /etc/logrotate.d/ldirectord %{buildroot}/etc/logrotate.d/ldirectord
        install -D -m 644 /usr/share/man/man8/ldirectord.8.gz %{buildroot}/usr/share/man/man8/ldirectord.8.gz
        %post
        [ ! -d /run/systemd/system ] || systemctl daemon-reload
        %preun
        if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then
            systemctl --no-reload disable --now ldirectord.service >/dev/null 2>&1 || :
        fi
        %postun
        [ ! -d /run/systemd/system ] || systemctl daemon-reload
        %files
        /usr/sbin/ldirectord
        /usr/lib/systemd/system/ldirectord.service
        /usr/share/man/man8/ldirectord.8.gz
        %config(noreplace) /etc/logrotate.d/ldirectord

        """;

    private static async Task PackAsync(string folder, string name, string tags, string rest)
    {
        var spec = Path.Combine(folder, $"{name}.spec");
        await File.WriteAllTextAsync(spec,
            $"Name: {name}\nVersion: 4.10.0\nRelease: 1\nSummary: {name}\nLicense: none\nBuildArch: noarch\nAutoReqProv: no\n{tags}"
                + $"%description\n{name}\n{rest}");
        await DebianPackage.RunAsync(
            "rpmbuild", "-bb", "--quiet", "--define", $"_topdir {folder}/{name}.build", "--define", $"_rpmdir {folder}", "--define",
            "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm", "--define", "__os_install_post %{nil}", spec);
        Directory.Delete($"{folder}/{name}.build", recursive: true);
    }
}
