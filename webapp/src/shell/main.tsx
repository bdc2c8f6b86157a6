/** Where the app begins. */

import { render } from "preact";
import "./style.css";


const place = document.getElementById("app");
if (place) render(<main>{VERSION}</main>, place);
