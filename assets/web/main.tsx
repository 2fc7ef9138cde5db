import { createRoot } from "react-dom/client";
import { App } from "./App";
import { DocsView } from "./docs/DocsView";
import { language } from "./words";
import "./style.css";

document.documentElement.lang = language;
const root = document.getElementById("root");
if (root) createRoot(root).render(location.pathname === "/api/docs" ? <DocsView /> : <App />);
