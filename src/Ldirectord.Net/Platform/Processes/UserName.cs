using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>The name of a user of this machine (passwd(5)).</summary>
internal static unsafe partial class UserName
{
    /// <summary>Bytes of an entry's texts; glibc itself begins with 1024.</summary>
    private const int MostText = 16384;

    /// <summary>Looks the user up; may block, if the users are those of a directory server.</summary>
    /// <returns>Null if there is no such user.</returns>
    public static string? Of(uint user)
    {
        var text = new byte[MostText];
        Entry entry;
        fixed (byte* buffer = text)
        {
            return GetUser(user, &entry, buffer, MostText, out var found) == 0 && found != null
                ? Marshal.PtrToStringUTF8((nint)entry.Name) : null;
        }
    }

    /// <summary>struct passwd of pwd.h: the same in glibc and musl on 64 bits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = ProcessorAbi.PasswdSize)]
    private struct Entry
    {
        [FieldOffset(ProcessorAbi.PasswdName)]
        public byte* Name;
    }

    [LibraryImport("libc", EntryPoint = "getpwuid_r")]
    private static partial int GetUser(uint user, Entry* entry, byte* buffer, nint length, out Entry* found);
}
