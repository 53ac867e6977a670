namespace Ldirectord.Kernel.Uml;

/// <summary>
/// One machine for all tests of a class (IClassFixture) or of a collection (ICollectionFixture), booted at the first use. Where it cannot
/// be had, each test is skipped with the names of the missing packages.
/// </summary>
public sealed class SharedMachine : IAsyncLifetime
{
    private readonly string? _missing = UmlPackages.WhatIsMissing();
    private UmlMachine? _machine;

    internal bool IsMissing => _missing is not null;

    internal UmlMachine Machine
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _machine!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (_missing is null)
            _machine = await UmlMachine.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_machine is not null)
            await _machine.DisposeAsync();
    }
}
