using System.Security.Cryptography;

namespace Ldirectord.Status;

/// <summary>A file of the page that is a part of this program: style, script, icon.</summary>
/// <param name="Path">"/page.css".</param>
internal sealed record PageAsset(string Path, string ContentType, byte[] Bytes)
{
    /// <summary>Changes with the contents, so that a browser may keep the file for ever.</summary>
    public string Version { get; } = Convert.ToHexStringLower(SHA256.HashData(Bytes))[..12];

    public string Address => $"{Path}?v={Version}";
}

/// <summary>The files of the page.</summary>
internal static class PageAssets
{
    public static PageAsset Style { get; } = Load("/page.css", "text/css; charset=utf-8");

    public static PageAsset Script { get; } = Load("/page.js", "text/javascript; charset=utf-8");

    public static PageAsset Icon { get; } = Load("/icon.svg", "image/svg+xml");

    private static PageAsset Load(string path, string contentType)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream($"page{path}")
            ?? throw new InvalidOperationException($"this program lacks its file {path}");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new PageAsset(path, contentType, bytes);
    }
}
