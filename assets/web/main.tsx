import { createRoot } from "react-dom/client";
import { App } from "./App";
import { language } from "./words";
import "./style.css";

document.documentElement.lang = language;
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
