using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>A library of the system, loaded when first needed: the program runs without it if nothing needs it.</summary>
/// <param name="package">Its Debian package.</param>
/// <param name="function">The youngest function that is needed: a library without it is too old.</param>
/// <param name="files">Its file names, the preferred one first: the first that can be loaded is used.</param>
internal sealed class SystemLibrary(string package, string function, params string[] files)
{
    /// <summary>
    /// The framework's TLS, digests and random numbers need it. The framework ends the process if it is missing or too old, so ask first.
    /// </summary>
    public static SystemLibrary OpenSsl { get; } = new("libssl3", "SSL_CTX_set_ciphersuites", "libssl.so.3", "libssl.so.1.1");

    private volatile bool _isLoaded;

    /// <summary>
    /// Why the library cannot be used; null if it can. Tries again each time, because it may have been installed meanwhile.
    /// </summary>
    /// <param name="user">What needs the library.</param>
    public string? Problem(string user)
    {
        if (_isLoaded)
            return null;
        foreach (var file in files)
        {
            if (!NativeLibrary.TryLoad(file, out var library))
                continue;
            _isLoaded = NativeLibrary.TryGetExport(library, function, out _);
            return _isLoaded ? null
                : $"{user} needs {function} of {file}, which is too old to have it: expected a newer Debian package {package}";
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
