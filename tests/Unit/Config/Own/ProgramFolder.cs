using System.Diagnostics;
using Ldirectord.Tests.Support;

namespace Ldirectord.Tests.Config;

/// <summary>A checkdirectory of one test.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The line of the file that names it.</summary>
    public string Line => $"checkdirectory={FullName}";

    public string FullName => _folder.FullName;

    public string Path(string name) => _folder.Path(name);

    public void Dispose() => _folder.Dispose();

    /// <summary>Another program writes the file: one that this process holds open for writing cannot be executed.</summary>
    public string Add(string name, string body = "exit 0", string mode = "755")
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "cat > \"$0\"; chmod $1 \"$0\"", Path(name), mode])
        {
            RedirectStandardInput = true,
        })!;
        shell.StandardInput.Write($"#!/bin/sh\n{body}\n");
        shell.StandardInput.Close();
        shell.WaitForExit();
        return Path(name);
    }

    public static void SetMode(string path, string octal) => File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(octal, 8));
}
