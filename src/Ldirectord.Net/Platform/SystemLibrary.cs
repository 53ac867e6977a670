using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>A library of the system that is loaded when it is first needed: the program runs without it where nothing needs it.</summary>
/// <param name="package">The Debian package it comes in.</param>
/// <param name="files">Its names, the best first.</param>
internal sealed class SystemLibrary(string package, params string[] files)
{
    /// <summary>
    /// What TLS, digests and random numbers of the framework are made of. The framework ends the process where it finds none: ask before.
    /// </summary>
    public static SystemLibrary OpenSsl { get; } = new("libssl3", "libssl.so.3", "libssl.so.1.1");

    private volatile bool _isLoaded;

    /// <summary>Why it cannot be used, for an operator; null if it can. Tried anew until it can: it may be installed meanwhile.</summary>
    /// <param name="user">What needs it.</param>
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
            + (Errno.FindShortage() is { } lack ? lack.Message : $"expected the Debian package {package} to be installed");
    }

    /// <exception cref="IoFailureException">It cannot be used.</exception>
    public void Demand(string user)
    {
        if (Problem(user) is { } problem)
            throw new IoFailureException(IoFailure.Local, problem);
    }
}
