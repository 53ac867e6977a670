using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>A library of the system, loaded when first needed: the program runs without it if nothing needs it.</summary>
/// <param name="package">Its Debian package.</param>
/// <param name="files">Its file names, the preferred one first.</param>
internal sealed class SystemLibrary(string package, params string[] files)
{
    /// <summary>
    /// The framework's TLS, digests and random numbers need it. The framework ends the process if it is missing, so ask first.
    /// </summary>
    public static SystemLibrary OpenSsl { get; } = new("libssl3", "libssl.so.3", "libssl.so.1.1");

    private volatile bool _isLoaded;

    /// <summary>
    /// Why the library cannot be used; null if it can. Tries again each time, because it may have been installed meanwhile.
    /// </summary>
    /// <param name="user">What needs the library.</param>
    public string? Problem(string user)
    {
        if (_isLoaded)
            return null;
        if (files.Any(file => NativeLibrary.TryLoad(file, out _)))
        {
            _isLoaded = true;
            return null;
        }
        return $"{user} needs {files[0]}, which cannot be loaded: "
            + (Errno.FindShortage() is { } shortage ? shortage.Message : $"expected the Debian package {package} to be installed");
    }

    /// <exception cref="IoFailureException">The library cannot be used.</exception>
    public void Demand(string user)
    {
        if (Problem(user) is { } problem)
            throw new IoFailureException(IoFailure.Local, problem);
    }
}
