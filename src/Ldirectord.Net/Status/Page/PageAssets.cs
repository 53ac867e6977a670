using System.Security.Cryptography;

namespace Ldirectord.Status;

/// <summary>
/// A file of the page that is a part of this program: style, script, icon. It is read when it is asked for: its version needs OpenSSL,
/// whose library takes 4 MB, and most directors are never asked.
/// </summary>
/// <param name="Path">"/page.css".</param>
internal sealed record PageAsset(string Path, string ContentType)
{
    private byte[]? _bytes;
    private string? _version;

    public byte[] Bytes => _bytes ??= Load(Path);

    /// <summary>Changes with the contents, so that a browser may keep the file for ever.</summary>
    public string Version => _version ??= Convert.ToHexStringLower(SHA256.HashData(Bytes))[..12];

    public string Address => $"{Path}?v={Version}";

    private static byte[] Load(string path)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"page{path}")
            ?? throw new InvalidOperationException($"this program lacks its file {path}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>The files of the page.</summary>
internal static class PageAssets
{
    public static PageAsset Style { get; } = new("/page.css", "text/css; charset=utf-8");

    public static PageAsset Script { get; } = new("/page.js", "text/javascript; charset=utf-8");

    public static PageAsset Icon { get; } = new("/icon.svg", "image/svg+xml");
}
