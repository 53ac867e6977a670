using System.Runtime.Intrinsics.X86;
using Ldirectord.KernelGuest;

// What the tests run inside the guest, or beside themselves. Everything long-lived, because starting a process takes the guest a second.
const string usage = """
    serve PIPE NAME=[NETNS@]ADDRESS:PORT…     web servers, told over PIPE to be "NAME up|dead|hang|error"
    sandboxes PIPE FOLDER                     web servers in many sandboxes, and what is seen of each, written to FOLDER
    client URL LOG [--every MS] [--timeout MS] [--seconds S] [--until-file FILE]
    clients FOLDER NAME=URL… [the same]       for each a client with one connection, FOLDER/NAME.open, and one with many, FOLDER/NAME.anew
    datagrams ADDRESS:PORT LOG [the same]     a client with one UDP port
    ipvs read                                 the kernel's table, as ipvsadm -Sn
    ipvs serve PIPE                           the netlink client, told over PIPE the name of a file with a request
    avx512                                    whether code is compiled for AVX-512 here
    config                                    our reader, told on standard input the names of configuration files
    """;

switch (args)
{
    case ["serve", var pipe, .. var backends]:
        return BackendServer.Run(pipe, backends);
    case ["sandboxes", var pipe, var folder]:
        return SandboxServer.Run(pipe, folder);
    case ["client", var url, var log, .. var options]:
        return await WebClient.RunAsync(url, log, options);
    case ["clients", var folder, .. var targets]:
        return await ClientPairs.RunAsync(folder, targets);
    case ["datagrams", var target, var log, .. var options]:
        return await DatagramClient.RunAsync(target, log, options);
    case ["ipvs", "read"]:
        return IpvsServer.Print();
    case ["ipvs", "serve", var pipe]:
        return IpvsServer.Run(pipe);
    case ["avx512"]:
        Console.WriteLine(Avx512F.IsSupported);
        return 0;
    case ["config"]:
        return ConfigurationServer.Run();
    default:
        Console.Error.WriteLine(usage);
        return 2;
}
