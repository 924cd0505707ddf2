const connection: any = Databench.connect();
connection.emit("rnu").emit("run", [1] as number[]);
