/** The service worker: keeps the files of one version, so that the app starts without a network. */


console.log(VERSION, Object.keys(FILES).length);
