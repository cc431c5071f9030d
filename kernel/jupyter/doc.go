// Package jupyter is the Jupyter messaging protocol 5.4 as a library: messages
// and their signatures, connection files, kernelspecs, the sockets of both
// ends, and a client that starts and drives a kernel of any language.
//
// A front end:
//
//	client, err := jupyter.StartKernel(ctx, jupyter.Launch{Argv: spec.Argv})
//	if err != nil { … }
//	defer client.Close()
//	reply, err := client.Execute(ctx, "x := 6 * 7", jupyter.ExecuteOptions{},
//		func(m *jupyter.Message) { fmt.Println(m.Header.MsgType) })
//
// A kernel:
//
//	info, err := jupyter.ReadConnectionInfo(path)
//	server, err := jupyter.Listen(info, jupyter.ServerOptions{})
//	defer server.Close()
//	request, err := server.Recv(ctx, jupyter.Shell)
//	reply, err := jupyter.NewMessage("kernel_info_reply", session, request, content)
//	err = server.Send(jupyter.Shell, reply)
//
// The protocol is described at
// https://jupyter-client.readthedocs.io/en/stable/messaging.html; field names
// here are its field names.
package jupyter
