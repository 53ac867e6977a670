using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>A group of this machine: group(5) or whatever nsswitch.conf(5) names.</summary>
internal static unsafe partial class UserGroup
{
    /// <summary>Bytes of an entry's texts: its members' names among them.</summary>
    private const int MostText = 1 << 20;

    /// <summary>Looks the group up; may block, if the groups are those of a directory server.</summary>
    /// <returns>Its number; null if there is no such group.</returns>
    public static uint? Find(string name)
    {
        if (name.Contains('\0'))
            return null;
        var text = new byte[MostText];
        Entry entry;
        fixed (byte* buffer = text)
            return GetGroup(name, &entry, buffer, MostText, out var found) == 0 && found != null ? entry.Group : null;
    }

    /// <summary>struct group of grp.h: the same in glibc and musl on 64 bits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = ProcessorAbi.GroupSize)]
    private struct Entry
    {
        [FieldOffset(ProcessorAbi.GroupNumber)]
        public uint Group;
    }

    [LibraryImport("libc", EntryPoint = "getgrnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetGroup(string name, Entry* entry, byte* buffer, nint length, out Entry* found);
}
