using System.Runtime.InteropServices;

namespace Ldirectord.Platform;

/// <summary>A user of this machine: passwd(5) or whatever nsswitch.conf(5) names.</summary>
/// <param name="Groups">Numbers of all its groups, the main one included, separated by commas.</param>
internal readonly unsafe partial record struct UserAccount(uint Id, uint Group, string Groups)
{
    /// <summary>Bytes of an entry's texts; glibc itself begins with 1024.</summary>
    private const int MostText = 16384;

    /// <summary>Groups of one user for which no second look-up is needed.</summary>
    private const int UsualGroups = 64;

    /// <summary>Looks the user up; may block, if the users are those of a directory server.</summary>
    /// <returns>Null if there is no such user.</returns>
    public static UserAccount? Find(string name)
    {
        var text = new byte[MostText];
        Entry entry;
        fixed (byte* buffer = text)
        {
            if (GetUser(name, &entry, buffer, MostText, out var found) != 0 || found == null)
                return null;
        }

        var count = UsualGroups;
        var groups = new uint[count];
        if (GetGroups(name, entry.Group, groups, ref count) < 0)
        {
            groups = new uint[count];
            if (GetGroups(name, entry.Group, groups, ref count) < 0)
                (groups, count) = ([entry.Group], 1);
        }

        return new UserAccount(entry.User, entry.Group, string.Join(',', groups[..count]));
    }

    /// <summary>struct passwd of pwd.h: the same in glibc and musl on 64 bits.</summary>
    [StructLayout(LayoutKind.Explicit, Size = ProcessorAbi.PasswdSize)]
    private struct Entry
    {
        [FieldOffset(ProcessorAbi.PasswdUser)]
        public uint User;

        [FieldOffset(ProcessorAbi.PasswdGroup)]
        public uint Group;
    }

    [LibraryImport("libc", EntryPoint = "getpwnam_r", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetUser(string name, Entry* entry, byte* buffer, nint length, out Entry* found);

    [LibraryImport("libc", EntryPoint = "getgrouplist", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetGroups(string name, uint group, [Out] uint[] groups, ref int count);
}
