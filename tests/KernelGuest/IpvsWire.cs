using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ldirectord.Ipvs;

namespace Ldirectord.KernelGuest;

/// <summary>What a test asks the guest's netlink client to do: apply operations, or read some services, or the whole table.</summary>
internal sealed record IpvsRequestFile(IpvsOperation[]? Operations, ServiceId[]? Services);

/// <summary>What came of it: a reason or null for each operation; the services read; or why nothing could be done.</summary>
internal sealed record IpvsAnswerFile(string?[]? Reasons, WireEntry[]? Services, string? Failure);

internal sealed record WireEntry(Service Service, WireDestination[] Destinations, TrafficStatistics Statistics)
{
    public static WireEntry From(ServiceEntry entry) => new(
        entry.Service,
        [.. entry.Destinations.Select(d =>
            new WireDestination(d.Destination, d.ActiveConnections, d.InactiveConnections, d.PersistentConnections, d.Statistics))],
        entry.Statistics);

    public ServiceEntry ToEntry() => new(
        Service,
        [.. Destinations.Select(d => new DestinationEntry(d.Destination, d.Active, d.Inactive, d.Persistent, d.Statistics))],
        Statistics);
}

internal sealed record WireDestination(Destination Destination, uint Active, uint Inactive, uint Persistent, TrafficStatistics Statistics);

/// <summary>The files between a test and the guest's netlink client, as JSON.</summary>
internal static class IpvsWire
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new EndPointConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddOperations } },
    };

    public static void Write<T>(string path, T value) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(value, Options));

    public static T Read<T>(string path) =>
        JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Options) ?? throw new InvalidDataException($"{path} holds null");

    private static void AddOperations(JsonTypeInfo info)
    {
        if (info.Type != typeof(IpvsOperation))
            return;
        info.PolymorphismOptions = new JsonPolymorphismOptions();
        foreach (var type in (Type[])
            [typeof(AddService), typeof(EditService), typeof(DeleteService), typeof(AddDestination), typeof(EditDestination),
                typeof(DeleteDestination)])
            info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(type, type.Name));
    }

    private sealed class EndPointConverter : JsonConverter<IPEndPoint>
    {
        public override IPEndPoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            IPEndPoint.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, IPEndPoint value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
