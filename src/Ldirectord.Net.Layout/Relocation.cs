using System.Runtime.InteropServices;

namespace Ldirectord.Layout;

/// <summary>The processor that a file is for.</summary>
internal enum Machine
{
    X86,
    Arm,
}

/// <summary>Elf64_Rela (elf(5)).</summary>
/// <param name="Offset">Of the place that the linker fills in, in its section.</param>
/// <param name="Symbol">Its index.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Relocation(ulong Offset, uint Type, uint Symbol, long Addend)
{
    public const int Length = 24;

    /// <summary>The address of the symbol: R_X86_64_64 or R_AARCH64_ABS64, 8 bytes.</summary>
    public static uint Address(Machine machine) => machine == Machine.X86 ? 1u : 257u;

    /// <summary>The distance from the place to the symbol: R_X86_64_PC32 or R_AARCH64_PREL32, 4 bytes.</summary>
    public static uint Distance(Machine machine) => machine == Machine.X86 ? 2u : 261u;
}
