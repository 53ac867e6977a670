namespace Ldirectord.Kernel.Compatibility.Stories;

/// <summary>Pieces of configuration that many stories share.</summary>
internal static class Text
{
    /// <summary>Two web servers behind one address; lines for the section can follow.</summary>
    public const string Two = """
        virtual=127.0.1.1:80
            real=127.0.2.1:80 masq
            real=127.0.2.2:80 masq 5
        """;

    public const string One = """
        virtual=127.0.1.1:80
            real=127.0.2.1:80 masq
        """;

    public const string Connect = "\n    checktype=connect\n    service=none";

    public const string Http = "\n    request=\"index.html\"\n    receive=\"^b[0-9]\"";

    public const string Fallback = "\n    fallback=127.0.9.1:80";

    public const string External = $"\n    checktype=external\n    checkcommand={StoryTools.Check}";

    public const string StartAndReload = "start and reload";

    private const string InTwoServices = "one server in two virtual services";

    /// <summary>127.0.1.2 has a server that 127.0.1.1 has too, and it dies and returns.</summary>
    public static Story ResetOnce(this Story story) =>
        story.Ours(InTwoServices, @"log: Resetting soft failure count: \S+ \(tcp:127\.0\.1\.2:80\)");

    /// <summary>The same at the stop.</summary>
    public static Story RemovedOnce(this Story story) =>
        story.Ours(InTwoServices, @"log: Purged real server \(stop\): \S+ \(127\.0\.1\.2:80\)");
}
